package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.Allowance;
import io.ubernetes.scheduler.engine.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// How many replicas of each object may be moved now that need not be moved. A bucket for each
/// object that has moved any lately, or may have before a restart, with as many tokens as may be
/// moved in a minute.
///
/// Not thread-safe; owned by the [Decider].
final class Budgets {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final int movesBackPerMinute;
  private final Map<ObjectRef, Spent> spent = new HashMap<>();

  Budgets(int movesBackPerMinute) {
    this.movesBackPerMinute = movesBackPerMinute;
  }

  /// @param tokens what was spent, at that time; never more than all counts
  private record Spent(double tokens, Instant at) {

    double left(int perMinute, Instant now) {
      double regained =
          perMinute * (double) Duration.between(at, now).toMillis() / PERIOD.toMillis();
      return Math.max(0, Math.min(perMinute, tokens) - regained);
    }
  }

  Allowance allowance(ObjectRef object, Rules rules, Instant now) {
    int back = rules.movesPerMinute().orElse(movesBackPerMinute);
    return new Allowance(
        now,
        rules.movesPerMinute().isPresent() ? left(object, back, now) : Integer.MAX_VALUE,
        left(object, back, now));
  }

  private int left(ObjectRef object, int perMinute, Instant now) {
    Spent before = spent.get(object);
    return before == null
        ? perMinute
        : (int) Math.max(0, Math.floor(perMinute - before.left(perMinute, now)));
  }

  void spend(ObjectRef object, Rules rules, int moved, Instant now) {
    if (moved > 0) {
      int perMinute = rules.movesPerMinute().orElse(movesBackPerMinute);
      Spent before = spent.get(object);
      double left = before == null ? 0 : before.left(perMinute, now);
      spent.put(object, new Spent(left + moved, now));
    }
  }

  /// All that may be moved may have been moved already.
  void empty(ObjectRef object, Instant now) {
    spent.put(object, new Spent(Integer.MAX_VALUE, now));
  }

  /// How long until one more may be moved.
  Duration untilNext(Rules rules) {
    int perMinute = Math.max(1, rules.movesPerMinute().orElse(movesBackPerMinute));
    return PERIOD.dividedBy(perMinute).plusMillis(1);
  }

  void forget(ObjectRef object) {
    spent.remove(object);
  }
}
