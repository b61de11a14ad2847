/// Which request is served next when there are more than can be served: priority levels with a
/// share of the seats each, and fair queues in front of them (Kubernetes' API Priority and
/// Fairness). Knows nothing of HTTP connections and of what a request does once it has a seat.
/// Start at [io.ubernetes.apimachinery.flowcontrol.FlowControl].
@NullMarked
package io.ubernetes.apimachinery.flowcontrol;

import org.jspecify.annotations.NullMarked;
