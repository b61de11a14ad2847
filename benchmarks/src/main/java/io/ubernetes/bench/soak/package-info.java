/// A steady mixed load for as long as one likes, and whether memory, files and latency stay where
/// they were. Knows nothing of the command line. Start at [io.ubernetes.bench.soak.SoakRun].
@NullMarked
package io.ubernetes.bench.soak;

import org.jspecify.annotations.NullMarked;
