/// Makes members hold what the Placements say: creates, changes and removes sub-objects.
///
/// Owns every object in a member that carries the federation's ownership marks, and the finalizer
/// of Placements. Watches Placements, their targets, and in each member the marked objects of the
/// propagated kinds. Writes to members by server-side apply, to the federation only the removal of
/// the finalizer, Events, and tombstones (see the package of that name). What is not marked as the
/// federation's own is never touched, unless its owner has allowed to adopt it.
///
/// A part is removed for one of these reasons only: its Placement gives the cluster nothing and the
/// others are ready ([io.ubernetes.controllers.sync.Shrink]); its Placement is being deleted
/// ([io.ubernetes.controllers.sync.Releases]); or the API server says that neither Placement nor
/// object exist, which never happens to most parts of a member at once
/// ([io.ubernetes.controllers.sync.Leftovers]).
///
/// One queue and a few workers for each member, so that a slow or dead one delays no other. What a
/// member holds is compared with what it should hold; nothing is remembered but what can be read
/// again. Start at [io.ubernetes.controllers.sync.SyncController].
@NullMarked
package io.ubernetes.controllers.sync;

import org.jspecify.annotations.NullMarked;
