/// Makes members hold what the Placements say: creates, changes and removes sub-objects.
///
/// Owns every object in a member that carries the federation's ownership marks, and the finalizer
/// of Placements. Watches Placements, their targets, and in each member the marked objects of the
/// propagated kinds. Writes to members by server-side apply, to the federation only the removal of
/// the finalizer, and tombstones. What is not marked as the federation's own is never touched,
/// unless its owner has allowed to adopt it.
///
/// One queue and a few workers for each member, so that a slow or dead one delays no other. What a
/// member holds is compared with what it should hold; nothing is remembered but what can be read
/// again. Start at [io.ubernetes.controllers.sync.SyncController].
@NullMarked
package io.ubernetes.controllers.sync;

import org.jspecify.annotations.NullMarked;
