/// Measures the placement engine by itself: no server, no network. It must not know how decisions
/// are taken, only ask for them. Start at [io.ubernetes.bench.scheduler.EngineRun].
@NullMarked
package io.ubernetes.bench.scheduler;

import org.jspecify.annotations.NullMarked;
