/// What happens to objects between a request and the store: the rules that all kinds share for
/// create, update, patch, delete, list and watch. Knows no HTTP. Start at
/// [io.ubernetes.apimachinery.registry.Registry].
@NullMarked
package io.ubernetes.apimachinery.registry;

import org.jspecify.annotations.NullMarked;
