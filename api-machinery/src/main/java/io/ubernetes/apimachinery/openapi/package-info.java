/// The OpenAPI documents of the kinds that are served, in the forms that Kubernetes' clients ask
/// for. Everything in them derives from the kinds and their schemas; nothing here knows a kind by
/// name, or how requests are answered. Start at
/// [io.ubernetes.apimachinery.openapi.OpenApiDocuments].
@NullMarked
package io.ubernetes.apimachinery.openapi;

import org.jspecify.annotations.NullMarked;
