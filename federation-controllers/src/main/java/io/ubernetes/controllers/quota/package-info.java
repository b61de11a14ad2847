/// Keeps `status.used` of ResourceQuotas true.
///
/// Owns the status of ResourceQuotas beside the API server, which raises what is used when it lets
/// an object in. Counts anew what is there whenever objects come or go, and every few minutes.
/// Start at [io.ubernetes.controllers.quota.QuotaController].
@NullMarked
package io.ubernetes.controllers.quota;

import org.jspecify.annotations.NullMarked;
