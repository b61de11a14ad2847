/// The newest state of every object of a type in memory, and everything that is served from it:
/// lists at a revision, consistent reads, and watches, all sending the same bytes. Knows the store
/// and what a resource type says of its objects, but nothing of HTTP and of who asks. Start at
/// [io.ubernetes.apimachinery.cache.WatchCache].
@NullMarked
package io.ubernetes.apimachinery.cache;

import org.jspecify.annotations.NullMarked;
