package io.ubernetes.scheduler.engine;

import java.util.function.IntPredicate;

/// Finds between which bounds, a fixed skew apart, the counts of a division have to be so that
/// least is moved from what is assigned. Parties without a weight take no part.
final class SkewLevel {

  private final long[] weights;
  private final int[] ceilings;
  private final int[] assigned;
  private final int skew;

  SkewLevel(long[] weights, int[] ceilings, int[] assigned, int skew) {
    this.weights = weights;
    this.ceilings = ceilings;
    this.assigned = assigned;
    this.skew = skew;
  }

  /// The lower bound.
  ///
  /// @param desired a division of the same total that keeps to the skew
  int nearest(int[] desired) {
    long total = 0;
    int start = Integer.MAX_VALUE;
    for (int i = 0; i < desired.length; i++) {
      if (weights[i] > 0) {
        total += desired[i];
        start = Math.min(start, desired[i]);
      }
    }
    if (start == Integer.MAX_VALUE) {
      return 0;
    }
    long wanted = total;
    int level = start;
    if (excess(level) > deficit(level)) {
      // Higher: as long as more has to go from above than is missing below, and it can be filled.
      int highest = first(level, Integer.MAX_VALUE - skew, l -> atLeast(l + 1) > wanted);
      int balanced = first(level, highest, l -> excess(l) <= deficit(l));
      level = balanced > level && moved(balanced - 1) <= moved(balanced) ? balanced - 1 : balanced;
    } else if (deficit(level) > excess(level)) {
      int lowest = first(0, level, l -> atMost(l) >= wanted);
      level = first(lowest, level, l -> deficit(l) >= excess(l));
      if (level > lowest && moved(level - 1) <= moved(level)) {
        level--;
      }
    }
    return level;
  }

  /// The first of the levels for which something holds that holds for all higher ones; the highest
  /// if for none.
  private static int first(int lowest, int highest, IntPredicate holds) {
    int low = lowest;
    int high = highest;
    while (low < high) {
      int middle = low + (high - low) / 2;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long moved(int level) {
    return Math.max(excess(level), deficit(level));
  }

  private long excess(int level) {
    long excess = 0;
    for (int i = 0; i < assigned.length; i++) {
      if (weights[i] > 0) {
        excess += Math.max(0, assigned[i] - Math.min(ceilings[i], (long) level + skew));
      }
    }
    return excess;
  }

  private long deficit(int level) {
    long deficit = 0;
    for (int i = 0; i < assigned.length; i++) {
      if (weights[i] > 0) {
        deficit += Math.max(0, Math.min(level, ceilings[i]) - assigned[i]);
      }
    }
    return deficit;
  }

  /// What all have together at least. A level that one of them cannot reach counts as too much.
  private long atLeast(int level) {
    long sum = 0;
    for (int i = 0; i < ceilings.length; i++) {
      if (weights[i] > 0) {
        if (ceilings[i] < level) {
          return Long.MAX_VALUE;
        }
        sum += level;
      }
    }
    return sum;
  }

  /// What all can have together at most.
  private long atMost(int level) {
    long sum = 0;
    for (int i = 0; i < ceilings.length; i++) {
      if (weights[i] > 0) {
        sum += Math.min(ceilings[i], (long) level + skew);
      }
    }
    return sum;
  }
}
