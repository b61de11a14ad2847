/// Tests of what the server measures of itself. They know nothing of requests but their names.
/// Start at [io.ubernetes.apimachinery.metrics.ServerMetricsTest].
@NullMarked
package io.ubernetes.apimachinery.metrics;

import org.jspecify.annotations.NullMarked;
