/// What the server measures of itself, in the names that Kubernetes' dashboards know. Knows nothing
/// of how requests are served. Start at [io.ubernetes.apimachinery.metrics.ServerMetrics].
@NullMarked
package io.ubernetes.apimachinery.metrics;

import org.jspecify.annotations.NullMarked;
