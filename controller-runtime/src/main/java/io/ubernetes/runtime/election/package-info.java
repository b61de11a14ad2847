/// Choosing one of several equal processes, by a Lease in the API. It does not know what the leader
/// does. Start at [io.ubernetes.runtime.election.LeaderElection].
@NullMarked
package io.ubernetes.runtime.election;

import org.jspecify.annotations.NullMarked;
