/// The scheduler's process: watches objects, policies, clusters and Placements at the federation's
/// API, lets [io.ubernetes.scheduler.engine] decide, and writes Placements. It never talks to a
/// member and never touches the objects that it places. Start at
/// [io.ubernetes.scheduler.Scheduler].
@NullMarked
package io.ubernetes.scheduler;

import org.jspecify.annotations.NullMarked;
