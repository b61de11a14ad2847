package io.ubernetes.scheduler.engine;

import java.util.List;

/// Divides whole things by weight with Webster's method of highest averages: each next one goes to
/// the party with the highest weight / (2 * has + 1) that is below its ceiling. Of equal parties
/// the heavier one gets it, then the first in the given order, then the first in the list.
///
/// One more to divide never takes one away from anybody, and without floors and ceilings in the way
/// everybody is within one of the exact share (Balinski and Young, "Fair Representation", 1982).
/// What Federation v1 did (rounding up in rounds) had neither property.
///
/// With a lead, nobody gets the (n + lead)th before the lightest party would have got its nth. So
/// the counts differ by no more than the lead, and one more still takes none away.
final class Webster {

  static final int NO_LEAD = Integer.MAX_VALUE;

  /// Up to so many for each party are handed out one by one; beyond, most are handed out at once.
  private static final int ONE_BY_ONE = 2;

  /// Wider than all rounding errors of the divisor's search together.
  private static final double ROUNDING = 1e-12;

  private final long[] weights;
  private final int[] floors;
  private final int[] ceilings;
  private final int[] order;
  private final int lead;
  private final long lightest;
  private final int[] given;

  private Webster(long[] weights, int[] floors, int[] ceilings, int[] order, int lead) {
    this.weights = weights;
    this.floors = floors;
    this.ceilings = ceilings;
    this.order = order;
    this.lead = lead;
    this.lightest = lead == NO_LEAD ? 0 : lightest(weights);
    this.given = floors.clone();
  }

  private static long lightest(long[] weights) {
    long lightest = Long.MAX_VALUE;
    for (long weight : weights) {
      if (weight > 0) {
        lightest = Math.min(lightest, weight);
      }
    }
    return lightest;
  }

  static int[] divide(int total, List<Share> shares) {
    int n = shares.size();
    long[] weights = new long[n];
    int[] floors = new int[n];
    int[] ceilings = new int[n];
    for (int i = 0; i < n; i++) {
      weights[i] = shares.get(i).weight();
      floors[i] = shares.get(i).floor();
      ceilings[i] = shares.get(i).ceiling();
    }
    return divide(total, weights, floors, ceilings, new int[n]);
  }

  static int[] divide(int total, long[] weights, int[] floors, int[] ceilings, int[] order) {
    return divide(total, weights, floors, ceilings, order, NO_LEAD);
  }

  /// How many each party gets. The sum is `total` unless the floors are more (then it is theirs) or
  /// the ceilings of the parties with a weight do not allow it. With a lead the ceilings must not
  /// be farther apart than the lead.
  static int[] divide(
      int total, long[] weights, int[] floors, int[] ceilings, int[] order, int lead) {
    return new Webster(weights, floors, ceilings, order, lead).divide(total);
  }

  private int[] divide(int total) {
    long left = total;
    long open = 0;
    int parties = 0;
    for (int i = 0; i < given.length; i++) {
      left -= floors[i];
      if (weights[i] > 0) {
        open += ceilings[i] - floors[i];
        parties++;
      }
    }
    if (open <= left) {
      fillUp();
    } else if (left > 0) {
      if (left > (long) parties * ONE_BY_ONE) {
        left -= giveAtOnce(left);
      }
      giveOneByOne(left);
    }
    return given;
  }

  private void fillUp() {
    for (int i = 0; i < given.length; i++) {
      if (weights[i] > 0) {
        given[i] = ceilings[i];
      }
    }
  }

  /// With a heap of those that can take one more, the next one on top.
  private void giveOneByOne(long left) {
    int[] heap = new int[given.length];
    int size = 0;
    for (int i = 0; i < given.length; i++) {
      if (weights[i] > 0 && given[i] < ceilings[i]) {
        heap[size++] = i;
      }
    }
    for (int at = size / 2 - 1; at >= 0; at--) {
      sink(heap, at, size);
    }
    for (long n = left; n > 0; n--) {
      int next = heap[0];
      given[next]++;
      if (given[next] == ceilings[next]) {
        heap[0] = heap[--size];
      }
      sink(heap, 0, size);
    }
  }

  private void sink(int[] heap, int from, int size) {
    int at = from;
    int party = heap[at];
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], party)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = party;
  }

  private boolean isBefore(int a, int b) {
    boolean waitsA = waits(a);
    boolean waitsB = waits(b);
    int byAverage =
        compare(weight(a, waitsA), divisor(a, waitsA), weight(b, waitsB), divisor(b, waitsB));
    if (byAverage != 0) {
      return byAverage > 0;
    }
    if (waitsA != waitsB) {
      return waitsB; // the lightest gets its next one before those that wait for it
    }
    if (weights[a] != weights[b]) {
      return weights[a] > weights[b];
    }
    int byOrder = Integer.compareUnsigned(order[a], order[b]);
    return byOrder != 0 ? byOrder < 0 : a < b;
  }

  /// Whether the lead decides when a party gets its next one.
  private boolean waits(int party) {
    return lead != NO_LEAD
        && given[party] >= lead
        && compare(lightest, 2L * (given[party] - lead) + 1, weights[party], 2L * given[party] + 1)
            <= 0;
  }

  private long weight(int party, boolean waits) {
    return waits ? lightest : weights[party];
  }

  private long divisor(int party, boolean waits) {
    return 2L * (waits ? given[party] - lead : given[party]) + 1;
  }

  /// Exact: weight a / divisor a against b's, multiplied out in 128 bits.
  static int compare(long weightA, long divisorA, long weightB, long divisorB) {
    int high =
        Long.compare(Math.multiplyHigh(weightA, divisorB), Math.multiplyHigh(weightB, divisorA));
    return high != 0 ? high : Long.compareUnsigned(weightA * divisorB, weightB * divisorA);
  }

  /// Gives all that have an average above a bound for which there are no more than `left`. Those
  /// are the first `left` in any order, so nothing is given that one by one would not give.
  ///
  /// @return how many were given
  private long giveAtOnce(long left) {
    double enough = 0;
    double tooMuch = 1;
    while (upTo(tooMuch) <= left) {
      enough = tooMuch;
      tooMuch *= 2;
    }
    for (double middle = (enough + tooMuch) / 2;
        middle > enough && middle < tooMuch && left - upTo(enough) > given.length;
        middle = (enough + tooMuch) / 2) {
      if (upTo(middle) <= left) {
        enough = middle;
      } else {
        tooMuch = middle;
      }
    }
    double safe = enough * (1 - ROUNDING);
    long sum = 0;
    for (int i = 0; i < given.length; i++) {
      int more = upTo(safe, i) - given[i];
      given[i] += more;
      sum += more;
    }
    return sum;
  }

  private long upTo(double inverseAverage) {
    long sum = 0;
    for (int i = 0; i < given.length; i++) {
      sum += upTo(inverseAverage, i) - given[i];
    }
    return sum;
  }

  /// How many a party has when it has got all with (2 * has + 1) / weight up to the given bound.
  private int upTo(double inverseAverage, int party) {
    if (weights[party] == 0) {
      return floors[party];
    }
    double most = unbounded(inverseAverage, weights[party]);
    if (lead != NO_LEAD) {
      most = Math.min(most, Math.floor(unbounded(inverseAverage, lightest)) + lead);
    }
    return Math.clamp((int) Math.min(most, Integer.MAX_VALUE), floors[party], ceilings[party]);
  }

  private static double unbounded(double inverseAverage, long weight) {
    return (weight * inverseAverage + 1) / 2;
  }
}
