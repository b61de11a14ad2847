/// What every controller process is made of: a [io.ubernetes.runtime.Controller] takes keys from a
/// [io.ubernetes.runtime.queue.WorkQueue] that informers fill, and hands them to a
/// [io.ubernetes.runtime.Reconciler]. Nothing here knows what is reconciled, and no type of the
/// HTTP library is visible. Start at [io.ubernetes.runtime.Reconciler].
@NullMarked
package io.ubernetes.runtime;

import org.jspecify.annotations.NullMarked;
