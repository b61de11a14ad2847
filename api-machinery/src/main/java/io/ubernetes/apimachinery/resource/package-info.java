/// What the server knows of a kind: names, scope, versions, schema, columns, and the few rules that
/// no schema can say. Types are data: a new kind is a new value, not a new handler. Start at
/// [io.ubernetes.apimachinery.resource.ResourceType].
@NullMarked
package io.ubernetes.apimachinery.resource;

import org.jspecify.annotations.NullMarked;
