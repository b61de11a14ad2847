/// Load runs against one API server: creates, lists, watches, and the raw limit of a store beneath.
/// It must not know which server it is that answers. Start at [io.ubernetes.bench.api.ApiRuns].
@NullMarked
package io.ubernetes.bench.api;

import org.jspecify.annotations.NullMarked;
