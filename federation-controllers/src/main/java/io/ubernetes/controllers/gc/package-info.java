/// Deletes what has lost its owners, as Kubernetes' garbage collector does.
///
/// Owns the deletion of objects whose owners are gone, of Placements, and the finalizers
/// `foregroundDeletion` and `orphan`. Watches the metadata of every kind but Events. Nothing is
/// deleted on what a cache says alone: the API server is asked whether the owner of that uid is
/// really gone. Start at [io.ubernetes.controllers.gc.GarbageCollector]; Placements have rules of
/// their own in [io.ubernetes.controllers.gc.PlacementCollector] and
/// [io.ubernetes.controllers.gc.WithdrawnPlacements].
@NullMarked
package io.ubernetes.controllers.gc;

import org.jspecify.annotations.NullMarked;
