/// What goes wrong in an API request, in Kubernetes' words: reasons, field errors, and the `Status`
/// object that a client is answered with. Knows nothing of HTTP but status codes. Start at
/// [io.ubernetes.apimachinery.errors.ApiException].
@NullMarked
package io.ubernetes.apimachinery.errors;

import org.jspecify.annotations.NullMarked;
