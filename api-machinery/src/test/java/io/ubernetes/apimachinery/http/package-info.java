/// Tests of the HTTP edge with real HTTPS clients. They know nothing of the API that is served over
/// it. Start at [io.ubernetes.apimachinery.http.HttpEdgeTest].
@NullMarked
package io.ubernetes.apimachinery.http;

import org.jspecify.annotations.NullMarked;
