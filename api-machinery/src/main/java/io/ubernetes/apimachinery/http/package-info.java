/// Requests and responses between the HTTP edge and what answers them. Vert.x stays behind
/// [io.ubernetes.apimachinery.http.HttpEdge]; nothing else here knows it.
@NullMarked
package io.ubernetes.apimachinery.http;

import org.jspecify.annotations.NullMarked;
