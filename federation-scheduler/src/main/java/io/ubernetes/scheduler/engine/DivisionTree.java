package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The way that replicas take to the clusters: first they are divided over the groups of the
/// coarsest spread rule, in each of them over those of the next one, then over clusters that are
/// equally good, the best first, and last over the clusters.
final class DivisionTree {

  private final Wish wish;
  private final Spreading spreading;
  private final List<SpreadRule> rules;
  private final Receiver.Mode mode;
  private final List<Leaf> leaves;
  private final List<Leaf> receiving;

  /// The hard rules on the skew, where there are several.
  private final List<SpreadRule> crossing;

  private final Group root;

  /// @param candidates those that may have replicas
  /// @param mode what may move; when everything may, what goes back is not counted on
  DivisionTree(List<Candidate> candidates, Wish wish, Spreading spreading, Receiver.Mode mode) {
    this(leaves(candidates), mode, wish, spreading);
  }

  /// Adds to what the candidates have been given in this decision, and takes nothing away.
  ///
  /// @param most what each can have in all
  static DivisionTree adding(
      List<Candidate> candidates, int[] given, int[] most, Wish wish, Spreading spreading) {
    List<Leaf> leaves = new ArrayList<>(candidates.size());
    for (int i = 0; i < given.length; i++) {
      leaves.add(new Leaf(candidates.get(i), given[i], given[i], most[i]));
    }
    return new DivisionTree(leaves, Receiver.Mode.STAY, wish, spreading);
  }

  private DivisionTree(List<Leaf> leaves, Receiver.Mode mode, Wish wish, Spreading spreading) {
    this.leaves = leaves;
    this.wish = wish;
    this.spreading = spreading;
    this.mode = mode;
    this.rules = new ArrayList<>();
    List<SpreadRule> skews = new ArrayList<>();
    for (SpreadRule rule : wish.rules().spread()) {
      if (rule.minGroups() > 1 || rule.limitsSkew()) {
        rules.add(rule);
      }
      if (rule.hard() && rule.limitsSkew()) {
        skews.add(rule);
      }
    }
    this.crossing = skews.size() > 1 ? skews : List.of();
    this.receiving = new ArrayList<>(leaves.size());
    for (Leaf leaf : leaves) {
      if (!isLeft(leaf.candidate)) {
        receiving.add(leaf);
      }
    }
    this.root = spread(receiving, 0, 0, 0);
  }

  private static List<Leaf> leaves(List<Candidate> candidates) {
    List<Leaf> leaves = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      leaves.add(
          new Leaf(
              candidate, candidate.holding.assigned(), candidate.least(), candidate.ceiling()));
    }
    return leaves;
  }

  /// Whether a cluster is only there to be left: it makes no group of its own either.
  private boolean isLeft(Candidate candidate) {
    return candidate.verdict() instanceof Verdict.Yields
        || (mode == Receiver.Mode.DIVIDE_ANEW && candidate.goesBack());
  }

  /// What each of the candidates gets, in their order.
  int[] divide(int total) {
    giveWithin(total);
    int[] division = new int[leaves.size()];
    for (int i = 0; i < division.length; i++) {
      division[i] = leaves.get(i).given();
    }
    return division;
  }

  /// Where rules cross each other the tree keeps only the first, and mends nothing. What the others
  /// take away in one place it may then give to another: as often as it does, so that nothing is
  /// left for the next decision to change.
  private void giveWithin(int total) {
    if (crossing.isEmpty()) {
      root.give(total, mode);
      return;
    }
    root.give(total, mode == Receiver.Mode.MEND ? Receiver.Mode.STAY : mode);
    crossing(receiving).mend(total, mode);
    boolean grows = true;
    for (int turn = 0; turn < MOST_TURNS && grows && Crossing.sum(receiving) < total; turn++) {
      grows = goOn(total);
    }
  }

  /// One or two are the rule.
  private static final int MOST_TURNS = 16;

  private boolean goOn(int total) {
    List<Leaf> settled = receiving.stream().map(Leaf::settled).toList();
    new DivisionTree(settled, Receiver.Mode.STAY, wish, spreading)
        .root.give(total, Receiver.Mode.STAY);
    crossing(settled).mend(total, Receiver.Mode.STAY);
    boolean grows = Crossing.sum(settled) > Crossing.sum(receiving);
    for (int i = 0; grows && i < settled.size(); i++) {
      receiving.get(i).give(settled.get(i).given());
    }
    return grows;
  }

  private Crossing crossing(List<Leaf> members) {
    List<GroupMinimum> minimums = new ArrayList<>();
    for (SpreadRule rule : rules) {
      if (rule.hard() && rule.minGroups() > 1) {
        minimums.add(new GroupMinimum(rule, spreading, members));
      }
    }
    return new Crossing(members, crossing, minimums, wish.strategy());
  }

  /// Whether the tree leaves a rule to [Crossing].
  private boolean isMended(SpreadRule rule) {
    return rule.hard() && !crossing.isEmpty() && !rule.equals(crossing.getFirst());
  }

  private Group spread(List<Leaf> members, int level, int floor, int order) {
    if (level == rules.size()) {
      return ranked(members, floor, order);
    }
    SpreadRule rule = rules.get(level);
    Grouping grouping = spreading.grouping(rule);
    Map<Integer, List<Leaf>> parts = new LinkedHashMap<>();
    for (Leaf leaf : members) {
      parts.computeIfAbsent(grouping.number(leaf.candidate), _ -> new ArrayList<>()).add(leaf);
    }
    List<Group> groups = new ArrayList<>(parts.size());
    parts.forEach((number, leaves) ->
        groups.add(
            spread(
                leaves,
                level + 1,
                !isMended(rule) && spreading.needs(rule, number) ? 1 : 0,
                leaves.getFirst().order())));
    Sharing sharing = new Sharing.ByWeight(rule.maxSkew(), rule.hard() && !isMended(rule));
    return new Group(groups, sharing, leastWeight(), floor, order);
  }

  /// The best clusters first.
  private Group ranked(List<Leaf> members, int floor, int order) {
    if (members.isEmpty() || areAlike(members)) {
      return clusters(members, floor, order);
    }
    Map<Long, List<Leaf>> ranks = new TreeMap<>(Comparator.reverseOrder());
    for (Leaf leaf : members) {
      ranks.computeIfAbsent(leaf.candidate.scoreSum(), _ -> new ArrayList<>()).add(leaf);
    }
    List<Group> groups = new ArrayList<>();
    ranks.values().forEach(alike -> groups.add(clusters(alike, 0, alike.getFirst().order())));
    return new Group(groups, Sharing.InOrder.FIRST_BEST, leastWeight(), floor, order);
  }

  private static boolean areAlike(List<Leaf> members) {
    for (Leaf leaf : members) {
      if (leaf.candidate.scoreSum() != members.getFirst().candidate.scoreSum()) {
        return false;
      }
    }
    return true;
  }

  private int leastWeight() {
    return wish.strategy() == Strategy.WEIGHTED ? 0 : 1;
  }

  private Group clusters(List<Leaf> members, int floor, int order) {
    if (wish.strategy() != Strategy.AGGREGATED) {
      return new Group(members, Sharing.ByWeight.UNLIMITED, leastWeight(), floor, order);
    }
    List<Leaf> sorted = new ArrayList<>(members);
    sorted.sort(mode == Receiver.Mode.DIVIDE_ANEW ? LARGEST_FIRST : USED_FIRST);
    return new Group(sorted, Sharing.InOrder.FIRST_BEST, leastWeight(), floor, order);
  }

  private static final Comparator<Leaf> LARGEST_FIRST =
      Comparator.comparingInt(Leaf::ceiling)
          .reversed()
          .thenComparing(Leaf::order, Integer::compareUnsigned)
          .thenComparing(leaf -> leaf.candidate.name());

  private static final Comparator<Leaf> USED_FIRST =
      Comparator.comparingInt(Leaf::assigned).reversed().thenComparing(LARGEST_FIRST);
}
