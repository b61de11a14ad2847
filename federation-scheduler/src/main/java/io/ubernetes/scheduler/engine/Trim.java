package io.ubernetes.scheduler.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes away what breaks a hard rule on the skew where several rules cross each other: the tree of
/// the division keeps each rule only among the groups of one parent.
final class Trim {

  private Trim() {}

  static void apply(List<Candidate> candidates, List<SpreadRule> rules, int[] division) {
    List<SpreadRule> skews =
        rules.stream().filter(rule -> rule.hard() && rule.limitsSkew()).toList();
    if (skews.size() < 2) {
      return;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (SpreadRule rule : skews) {
        changed |= apply(candidates, rule, division);
      }
    }
  }

  private static boolean apply(List<Candidate> candidates, SpreadRule rule, int[] division) {
    Map<String, Long> sums = new HashMap<>();
    for (int i = 0; i < division.length; i++) {
      sums.merge(group(candidates.get(i), rule), (long) division[i], Long::sum);
    }
    long least = sums.values().stream().mapToLong(Long::longValue).min().orElse(0);
    boolean changed = false;
    for (int i = division.length - 1; i >= 0; i--) {
      String group = group(candidates.get(i), rule);
      long over = sums.getOrDefault(group, 0L) - least - rule.maxSkew();
      if (over > 0 && division[i] > 0) {
        int less = (int) Math.min(over, division[i]);
        division[i] -= less;
        sums.merge(group, (long) -less, Long::sum);
        changed = true;
      }
    }
    return changed;
  }

  private static String group(Candidate candidate, SpreadRule rule) {
    String group = rule.group(candidate.cluster);
    return group == null ? "" : group;
  }
}
