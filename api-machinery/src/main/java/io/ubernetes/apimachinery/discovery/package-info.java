/// What the server tells clients of the kinds that it serves: groups, versions, resources and what
/// can be done with them, in the plain and the aggregated form. Knows nothing of requests but the
/// path and what the client accepts. Start at
/// [io.ubernetes.apimachinery.discovery.DiscoveryDocuments].
@NullMarked
package io.ubernetes.apimachinery.discovery;

import org.jspecify.annotations.NullMarked;
