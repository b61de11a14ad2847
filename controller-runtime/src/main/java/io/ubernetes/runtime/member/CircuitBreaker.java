package io.ubernetes.runtime.member;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Remembers whether a member answers. Closed, it lets all calls pass; after some in a row that got
/// no answer it opens and refuses them for a while; then it lets a single one pass as a probe,
/// whose outcome closes it, or keeps it open for twice as long. Guarded by its own monitor.
final class CircuitBreaker {

  private enum State {
    CLOSED,
    OPEN,
    PROBING
  }

  private final int failuresToOpen;
  private final Duration firstPause;
  private final Duration longestPause;
  private final InstantSource clock;
  private State state = State.CLOSED;
  private int failures;
  private Duration pause;
  private Instant until = Instant.EPOCH;

  CircuitBreaker(BulkheadSettings settings, InstantSource clock) {
    this.failuresToOpen = settings.failuresToOpen();
    this.firstPause = settings.firstPause();
    this.longestPause = settings.longestPause();
    this.clock = clock;
    this.pause = firstPause;
  }

  /// Whether a call may be made now. Whoever gets leave tells [#answered] or [#unanswered], or
  /// [#abandoned] when the call was not made after all.
  synchronized boolean allows() {
    if (state == State.OPEN && !clock.instant().isBefore(until)) {
      state = State.PROBING;
      return true;
    }
    return state == State.CLOSED;
  }

  /// How long it stays open, at most; zero when a call may be tried.
  synchronized Duration remaining() {
    return switch (state) {
      case CLOSED -> Duration.ZERO;
      case PROBING -> firstPause;
      case OPEN -> {
        Duration left = Duration.between(clock.instant(), until);
        yield left.isNegative() ? Duration.ZERO : left;
      }
    };
  }

  synchronized boolean isClosed() {
    return state == State.CLOSED;
  }

  synchronized void answered() {
    state = State.CLOSED;
    failures = 0;
    pause = firstPause;
  }

  synchronized void unanswered() {
    failures++;
    switch (state) {
      case CLOSED -> {
        if (failures >= failuresToOpen) {
          open();
        }
      }
      case PROBING -> {
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(longestPause) > 0 ? longestPause : pause;
        open();
      }
      case OPEN -> {} // a call that was let pass before it opened
    }
  }

  /// A call that had leave was not made: what was known stays known.
  synchronized void abandoned() {
    if (state == State.PROBING) {
      state = State.OPEN;
    }
  }

  private void open() {
    state = State.OPEN;
    until = clock.instant().plus(pause);
  }
}
