/// Joining a member to the federation and letting it go: the federation's identity in the member,
/// its credential and the `Cluster` in the federation, and the undoing of what a failed join has
/// made. It talks to both sides as any client does, knows nothing of the command line, and leaves
/// everything after the join to the controllers. Start at [io.ubernetes.cli.join.Joiner].
@NullMarked
package io.ubernetes.cli.join;

import org.jspecify.annotations.NullMarked;
