/// The one way in which the controllers speak to a Kubernetes API: typed by resource, in
/// [io.ubernetes.model.ApiObject]s, blocking, with a timeout on everything. Nothing outside may see
/// which HTTP library does it, and nothing here knows which server is the federation's and which a
/// member's. Start at [io.ubernetes.runtime.client.ApiClient].
@NullMarked
package io.ubernetes.runtime.client;

import org.jspecify.annotations.NullMarked;
