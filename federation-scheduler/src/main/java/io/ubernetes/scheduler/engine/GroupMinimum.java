package io.ubernetes.scheduler.engine;

import java.util.Arrays;
import java.util.List;

/// Over how many groups of a rule the replicas of some clusters are spread at least, and how many
/// are so far. Mutable; owned by the [Crossing] that asks.
final class GroupMinimum {

  private static final int CHOSEN = 2;
  private static final int ANY = 1;

  private final List<Leaf> leaves;

  /// By leaf, the number of its group.
  private final int[] groups;

  /// By number.
  private final boolean[] chosen;

  private final long[] sums;
  private final int least;
  private int used;

  GroupMinimum(SpreadRule rule, Spreading spreading, List<Leaf> leaves) {
    Grouping grouping = spreading.grouping(rule);
    this.leaves = leaves;
    this.groups = new int[leaves.size()];
    this.chosen = new boolean[grouping.size()];
    this.sums = new long[grouping.size()];
    int all = 0;
    for (int group = 0; group < chosen.length; group++) {
      chosen[group] = spreading.needs(rule, group);
      all += chosen[group] ? 1 : 0;
    }
    for (int i = 0; i < groups.length; i++) {
      groups[i] = grouping.number(leaves.get(i).candidate);
    }
    this.least = all;
  }

  /// Looks at what the leaves were given.
  void count() {
    Arrays.fill(sums, 0);
    used = 0;
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] != Grouping.NONE) {
        used += sums[groups[i]] == 0 && leaves.get(i).given() > 0 ? 1 : 0;
        sums[groups[i]] += leaves.get(i).given();
      }
    }
  }

  boolean isKept() {
    return used >= least;
  }

  /// How much one more in a cluster would help: 0 is not at all.
  int helps(int leaf) {
    int group = groups[leaf];
    if (isKept() || group == Grouping.NONE || sums[group] > 0) {
      return 0;
    }
    return chosen[group] ? CHOSEN : ANY;
  }

  /// Whether one less in a cluster would do harm.
  boolean needs(int leaf) {
    return groups[leaf] != Grouping.NONE && sums[groups[leaf]] == 1 && used <= least;
  }
}
