/// How the memory of an API server grows with objects, watchers and history, how soon it is ready
/// over a store that holds much, and whether it is as fast then. It must not know the command line.
/// Start at [io.ubernetes.bench.size.SizeRun].
@NullMarked
package io.ubernetes.bench.size;

import org.jspecify.annotations.NullMarked;
