/// What `ubernetes demo` shows: the sample ReplicaSet, and a table of how it is divided over the
/// members that follows every change. It reads the federation's API and knows nothing of how the
/// federation is run. Start at [io.ubernetes.cli.demo.Show].
@NullMarked
package io.ubernetes.cli.demo;

import org.jspecify.annotations.NullMarked;
