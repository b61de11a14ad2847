/// The keyed work queue between informers and reconcilers, with client-go's semantics. It knows
/// neither what a key stands for nor who works on it. Start at
/// [io.ubernetes.runtime.queue.WorkQueue].
@NullMarked
package io.ubernetes.runtime.queue;

import org.jspecify.annotations.NullMarked;
