package io.ubernetes.controllers.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the probes of one member have shown so far. Immutable: each probe makes the next.
///
/// @param state what the member is called
/// @param failures failed probes in a row
/// @param successes good probes in a row
/// @param failingSince when the first of these failures was; null when the last probe was good
/// @param problem what the last failed probe said; empty when there was none
record Health(
    State state, int failures, int successes, @Nullable Instant failingSince, String problem) {

  /// Before the first probes are in nothing is known.
  static final Health UNKNOWN = new Health(State.UNKNOWN, 0, 0, null, "");

  enum State {
    UNKNOWN,
    READY,
    NOT_READY
  }

  /// @param problem empty for a good probe
  Health after(String problem, Instant now, ClusterConfig config) {
    return problem.isEmpty() ? good(config) : bad(problem, now, config);
  }

  private Health good(ClusterConfig config) {
    int inARow = successes + 1;
    // A new member is believed at once: nothing runs there that could be moved back and forth.
    boolean ready = state != State.NOT_READY || inARow >= config.successesUntilReady();
    return new Health(ready ? State.READY : state, 0, inARow, null, "");
  }

  private Health bad(String problem, Instant now, ClusterConfig config) {
    Instant since = failingSince == null ? now : failingSince;
    int inARow = failures + 1;
    boolean longEnough =
        !since.plus(config.failingUntilNotReady()).isAfter(now)
            && inARow >= config.failuresUntilNotReady();
    boolean down = state == State.UNKNOWN || longEnough;
    return new Health(down ? State.NOT_READY : state, inARow, 0, since, problem);
  }
}
