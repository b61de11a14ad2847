/// What happens inside a cluster by itself: nodes, pod scheduling, kubelets, ReplicaSets. Written
/// against the narrow [io.ubernetes.simulator.behaviour.ClusterApi], so it does not know whether
/// the API server is simulated too or a real one. Start at
/// [io.ubernetes.simulator.behaviour.Simulation].
@NullMarked
package io.ubernetes.simulator.behaviour;

import org.jspecify.annotations.NullMarked;
