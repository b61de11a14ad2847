/// The federation's own API types, group `federation.ubernetes.io`, version `v1beta1`, as records
/// that Jackson binds to and from an object's `spec` and `status`. Absent lists and maps are empty,
/// never null; absent numbers that mean something are nullable. Start at
/// [io.ubernetes.model.federation.PlacementSpec].
@NullMarked
package io.ubernetes.model.federation;

import org.jspecify.annotations.NullMarked;
