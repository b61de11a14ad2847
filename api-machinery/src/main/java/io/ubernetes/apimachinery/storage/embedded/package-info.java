/// The store of a single machine: an SQLite database in a directory that one process owns. Knows
/// nothing of what the bytes mean, and nothing of other stores. Start at
/// [io.ubernetes.apimachinery.storage.embedded.EmbeddedStore], then follow a write through `Writer`
/// and `Changes` to `Broadcast` and `EmbeddedWatch`.
@NullMarked
package io.ubernetes.apimachinery.storage.embedded;

import org.jspecify.annotations.NullMarked;
