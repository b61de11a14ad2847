/// What a member that cannot be reached must still let go of.
///
/// Owns the ConfigMaps with the label `federation.ubernetes.io/tombstone` in the federation's own
/// namespace: one for each object that a member still holds and that the federation has decided to
/// remove or to release. They stand apart from Placements and Namespaces, so that neither these nor
/// new objects of the same name ever wait for a dead member. Watches them and the Clusters; writes
/// to the member what was decided as soon as it answers, unless the object is wanted there again,
/// and then removes the tombstone. A tombstone of a Cluster that left the federation is dropped:
/// the member keeps what it runs.
///
/// Each member has its own queue. An object is removed only if its marks name the very source that
/// the tombstone names. Start at [io.ubernetes.controllers.tombstone.TombstoneController].
@NullMarked
package io.ubernetes.controllers.tombstone;

import org.jspecify.annotations.NullMarked;
