/// Tests of who a sender is and what they may do, against what a Kubernetes API server answers.
/// They know nothing of resources. Start at [io.ubernetes.apimachinery.auth.AccessControlTest].
@NullMarked
package io.ubernetes.apimachinery.auth;

import org.jspecify.annotations.NullMarked;
