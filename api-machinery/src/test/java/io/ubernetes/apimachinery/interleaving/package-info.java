/// Runs Lincheck on the structures that threads share without a lock. Start at
/// [io.ubernetes.apimachinery.interleaving.InterleavingsTest].
@NullMarked
package io.ubernetes.apimachinery.interleaving;

import org.jspecify.annotations.NullMarked;
