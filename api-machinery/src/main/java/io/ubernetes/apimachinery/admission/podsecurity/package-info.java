/// Kubernetes' Pod Security Standards: whether a pod's spec keeps to the standard that the labels
/// of its namespace ask for, and what Kubernetes says when it does not. Knows no server and no
/// store. Start at [io.ubernetes.apimachinery.admission.podsecurity.PodSecurityPolicy].
@NullMarked
package io.ubernetes.apimachinery.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
