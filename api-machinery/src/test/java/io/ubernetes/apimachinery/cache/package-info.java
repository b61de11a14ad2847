/// Tests of the watch cache, against a store in memory whose faults can be chosen, and against the
/// real stores.
@NullMarked
package io.ubernetes.apimachinery.cache;

import org.jspecify.annotations.NullMarked;
