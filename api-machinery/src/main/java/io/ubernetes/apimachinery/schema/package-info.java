/// What the fields of a kind are: types, defaults, merge keys. From a schema everything that is not
/// special to one kind derives: validation, defaulting, pruning, merging, OpenAPI. Start at
/// [io.ubernetes.apimachinery.schema.Schema].
@NullMarked
package io.ubernetes.apimachinery.schema;

import org.jspecify.annotations.NullMarked;
