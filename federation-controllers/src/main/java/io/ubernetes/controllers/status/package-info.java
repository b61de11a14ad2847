/// Tells what became of every Placement: per member in the Placement's status, and summed up in the
/// status of the placed object.
///
/// Owns `status` of Placements and of the propagated kinds in the federation. Watches Placements,
/// their targets, and the parts in the members. Numbers are honest: they say as of when, and what a
/// member out of reach holds does not count as ready. Changes are gathered for a moment, so that a
/// burst of them in members makes few writes in the federation. Start at
/// [io.ubernetes.controllers.status.StatusController].
@NullMarked
package io.ubernetes.controllers.status;

import org.jspecify.annotations.NullMarked;
