/// Whole simulated Kubernetes clusters for demos and tests: each with its own HTTPS endpoint,
/// nodes, pods that become ready, and faults to order. No production part may use it, and it knows
/// nothing of the federation. Start at [io.ubernetes.simulator.Simulator].
@NullMarked
package io.ubernetes.simulator;

import org.jspecify.annotations.NullMarked;
