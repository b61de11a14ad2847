/// From an HTTP request to its answer: who asks, what for, may they, and then the registry of the
/// kind, or discovery, health and the like. Knows neither Vert.x nor how objects are stored. Start
/// at [io.ubernetes.apimachinery.server.ApiServer].
@NullMarked
package io.ubernetes.apimachinery.server;

import org.jspecify.annotations.NullMarked;
