/// Who sends a request, and whether they may. Knows nothing of how requests are routed to
/// resources, nor of HTTP but the request itself. Start at
/// [io.ubernetes.apimachinery.auth.AccessControl].
@NullMarked
package io.ubernetes.apimachinery.auth;

import org.jspecify.annotations.NullMarked;
