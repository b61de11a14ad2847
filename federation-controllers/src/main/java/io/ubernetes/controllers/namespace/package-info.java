/// Namespaces: made in a member before anything in it, and emptied when they are deleted.
///
/// Owns the namespaces in members that carry the federation's marks; one that was there before is
/// used, but not marked and never deleted. Watches Namespaces of the federation and of the members.
/// Writes the contents' deletion, the conditions that tell of it, and the `kubernetes` finalizer in
/// the federation; a member is never waited for, but gets a tombstone for its namespace. Start at
/// [io.ubernetes.controllers.namespace.MemberNamespaces] and
/// [io.ubernetes.controllers.namespace.NamespaceDeletion].
@NullMarked
package io.ubernetes.controllers.namespace;

import org.jspecify.annotations.NullMarked;
