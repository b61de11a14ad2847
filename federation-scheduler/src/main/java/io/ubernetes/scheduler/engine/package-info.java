/// Decides how an object is divided over the member clusters: a pure function from the object, its
/// policy, the clusters and what they hold to a decision with its reasons. It knows no I/O, no
/// clock, no randomness and no API client; time reaches it as [ClusterState] and reservations as
/// [FreeRoom] that was made smaller before. Start at [PlacementEngine].
@NullMarked
package io.ubernetes.scheduler.engine;

import org.jspecify.annotations.NullMarked;
