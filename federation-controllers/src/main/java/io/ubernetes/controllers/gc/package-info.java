/// Deletes Placements whose object is gone or going, as Kubernetes' garbage collector would.
///
/// Owns the deletion of Placements, and the finalizers `foregroundDeletion` and `orphan` of the
/// propagated kinds. Watches both. Writes deletions and the removal of these finalizers. Nothing is
/// deleted on what a cache says alone: the API server is asked whether the owner is really gone.
/// Start at [io.ubernetes.controllers.gc.PlacementCollector].
@NullMarked
package io.ubernetes.controllers.gc;

import org.jspecify.annotations.NullMarked;
