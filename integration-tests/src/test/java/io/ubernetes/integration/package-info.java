/// End to end: the whole federation over HTTPS, with real etcd and real kubectl, in one process or
/// in several. Nothing here knows how a part works inside, only what a user or an operator sees.
/// Start at [io.ubernetes.integration.KubectlIT].
@NullMarked
package io.ubernetes.integration;

import org.jspecify.annotations.NullMarked;
