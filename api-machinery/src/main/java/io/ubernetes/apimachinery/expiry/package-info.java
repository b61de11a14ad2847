/// Lets objects go that are kept only for a while: Events.
///
/// Knows times and revisions, and nothing of what the objects say but when they were written. Works
/// on the cache of one kind and deletes by conditional writes, so that any number of servers may do
/// it side by side. Start at [io.ubernetes.apimachinery.expiry.Expiry].
@NullMarked
package io.ubernetes.apimachinery.expiry;

import org.jspecify.annotations.NullMarked;
