package io.ubernetes.scheduler.engine;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Divides whole things by weight with Webster's method of highest averages: each next one goes to
/// the party with the highest weight / (2 * has + 1) that is below its ceiling. Of equal parties
/// the first in the list gets it.
///
/// One more to divide never takes one away from anybody, and without floors and ceilings in the way
/// everybody is within one of the exact share (Balinski and Young, "Fair Representation", 1982).
/// What Federation v1 did (rounding up in rounds) had neither property.
final class Webster {

  /// Up to so many for each party are handed out one by one; beyond, most are handed out at once.
  private static final int ONE_BY_ONE = 2;

  /// Wider than all rounding errors of the divisor's search together.
  private static final double ROUNDING = 1e-12;

  private Webster() {}

  /// How many each party gets, in the list's order. The sum is `total` unless the floors are more
  /// (then it is theirs) or the ceilings of the parties with a weight do not allow it.
  static int[] divide(int total, List<Share> shares) {
    int[] given = new int[shares.size()];
    long left = total;
    long open = 0;
    int parties = 0;
    for (int i = 0; i < given.length; i++) {
      Share share = shares.get(i);
      given[i] = share.floor();
      left -= share.floor();
      if (share.weight() > 0) {
        open += share.ceiling() - share.floor();
        parties++;
      }
    }
    if (open <= left) {
      fillUp(shares, given);
    } else if (left > 0) {
      if (left > (long) parties * ONE_BY_ONE) {
        left -= giveAtOnce(left, shares, given);
      }
      giveOneByOne(left, shares, given);
    }
    return given;
  }

  private static void fillUp(List<Share> shares, int[] given) {
    for (int i = 0; i < given.length; i++) {
      if (shares.get(i).weight() > 0) {
        given[i] = shares.get(i).ceiling();
      }
    }
  }

  private static void giveOneByOne(long left, List<Share> shares, int[] given) {
    Comparator<Integer> highestAverage = (a, b) -> compareAverages(shares, given, a, b);
    PriorityQueue<Integer> open =
        new PriorityQueue<>(highestAverage.thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < given.length; i++) {
      if (shares.get(i).weight() > 0 && given[i] < shares.get(i).ceiling()) {
        open.add(i);
      }
    }
    for (long n = left; n > 0; n--) {
      int next = open.remove();
      given[next]++;
      if (given[next] < shares.get(next).ceiling()) {
        open.add(next);
      }
    }
  }

  /// Exact: weight a / (2 * a + 1) against b's, multiplied out in 128 bits.
  private static int compareAverages(List<Share> shares, int[] given, int a, int b) {
    long weightA = shares.get(a).weight();
    long weightB = shares.get(b).weight();
    long divisorA = 2L * given[a] + 1;
    long divisorB = 2L * given[b] + 1;
    int high =
        Long.compare(Math.multiplyHigh(weightB, divisorA), Math.multiplyHigh(weightA, divisorB));
    return high != 0 ? high : Long.compareUnsigned(weightB * divisorA, weightA * divisorB);
  }

  /// Gives all that have an average above a bound for which there are no more than `left`. Those
  /// are the first `left` in any order, so nothing is given that one by one would not give.
  ///
  /// @return how many were given
  private static long giveAtOnce(long left, List<Share> shares, int[] given) {
    double enough = 0;
    double tooMuch = 1;
    while (given(tooMuch, shares, given) <= left) {
      enough = tooMuch;
      tooMuch *= 2;
    }
    for (double middle = (enough + tooMuch) / 2;
        middle > enough && middle < tooMuch && left - given(enough, shares, given) > given.length;
        middle = (enough + tooMuch) / 2) {
      if (given(middle, shares, given) <= left) {
        enough = middle;
      } else {
        tooMuch = middle;
      }
    }
    double safe = enough * (1 - ROUNDING);
    long sum = 0;
    for (int i = 0; i < given.length; i++) {
      int more = given(safe, shares.get(i)) - given[i];
      given[i] += more;
      sum += more;
    }
    return sum;
  }

  private static long given(double inverseAverage, List<Share> shares, int[] given) {
    long sum = 0;
    for (int i = 0; i < given.length; i++) {
      sum += given(inverseAverage, shares.get(i)) - given[i];
    }
    return sum;
  }

  /// How many a party has when it has got all with (2 * has + 1) / weight up to the given bound.
  private static int given(double inverseAverage, Share share) {
    if (share.weight() == 0) {
      return share.floor();
    }
    double most = Math.min((share.weight() * inverseAverage + 1) / 2, Integer.MAX_VALUE);
    return Math.clamp((int) most, share.floor(), share.ceiling());
  }
}
