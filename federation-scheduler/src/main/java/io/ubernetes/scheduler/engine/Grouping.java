package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which clusters of a decision are one group by a rule on the spread. Found once, since a decision
/// asks for it in many places. Immutable.
final class Grouping {

  /// The number of what is in no group.
  static final int NONE = -1;

  private final SpreadRule rule;

  /// By the candidate's index.
  private final int[] numbers;

  /// By number.
  private final List<String> values;

  private Grouping(SpreadRule rule, int[] numbers, List<String> values) {
    this.rule = rule;
    this.numbers = numbers;
    this.values = values;
  }

  /// @param all the candidates of the decision
  static Grouping of(SpreadRule rule, List<Candidate> all) {
    int[] numbers = new int[all.size()];
    List<String> values = new ArrayList<>();
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      String value = rule.group(all.get(i).cluster);
      Integer number = value == null ? Integer.valueOf(NONE) : known.get(value);
      if (number == null) {
        number = values.size();
        known.put(value, number);
        values.add(value);
      }
      numbers[i] = number;
    }
    return new Grouping(rule, numbers, values);
  }

  SpreadRule rule() {
    return rule;
  }

  /// How many groups there are, whether their clusters may be used or not.
  int size() {
    return values.size();
  }

  /// The group of a cluster, a number below the size, or [#NONE].
  int number(Candidate candidate) {
    return numbers[candidate.index];
  }

  /// The value that the clusters of a group have in common.
  String value(int number) {
    return values.get(number);
  }
}
