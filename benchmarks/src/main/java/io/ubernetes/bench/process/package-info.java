/// What the processes that take part in a run cost: processor time and memory, from /proc. It must
/// not know what they do. Start at [io.ubernetes.bench.process.Processes].
@NullMarked
package io.ubernetes.bench.process;

import org.jspecify.annotations.NullMarked;
