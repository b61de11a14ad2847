/// Plays the parts that a real Kubernetes API server lacks when it stands alone with its
/// controllers: nodes, the scheduler, kubelets. It is an ordinary client. Start at
/// [io.ubernetes.simulator.attach.AttachedSimulator].
@NullMarked
package io.ubernetes.simulator.attach;

import org.jspecify.annotations.NullMarked;
