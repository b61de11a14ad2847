/// The server's side of a simulated cluster: what a Kubernetes API server and its controllers do
/// beside the generic API server: binding, eviction, the end of namespaces. Knows nothing of how
/// pods are placed and run. Start at [io.ubernetes.simulator.member.InProcessApi].
@NullMarked
package io.ubernetes.simulator.member;

import org.jspecify.annotations.NullMarked;
