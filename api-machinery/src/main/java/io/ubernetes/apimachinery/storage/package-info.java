/// Where objects are kept: a sorted map from keys to bytes with one revision counter, conditional
/// writes, and watches from a revision. Knows nothing of what the bytes mean. Start at
/// [io.ubernetes.apimachinery.storage.Store].
@NullMarked
package io.ubernetes.apimachinery.storage;

import org.jspecify.annotations.NullMarked;
