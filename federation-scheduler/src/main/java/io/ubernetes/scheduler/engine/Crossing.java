package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/// Keeps several hard rules on the skew where they cross each other: the tree of the division knows
/// the groups of one rule only in those of another. What breaks a rule is taken away (minimums of
/// clusters excepted, which are stronger) and given out anew, one by one, to whoever may have one
/// more: first to groups without which fewer would be used than must be. If these cannot all have
/// one, nothing is given. That leaves no place for one more, but is no search: another division
/// might place more.
final class Crossing {

  /// How many times a cluster is looked at, at most, to give replicas out one by one: enough for
  /// 10,000 of them over 1,000 clusters, and a fraction of a second.
  private static final long MOST_LOOKS = 20_000_000;

  /// How many times what was cut is given out anew before all is cut that there is to cut. To cut
  /// alone goes on until nearly nothing is left, as each cut is off by one somewhere.
  private static final int MOST_TURNS = 16;

  private static final int NONE = -1;

  private final List<Leaf> leaves;
  private final boolean aggregates;
  private final List<Skew> skews = new ArrayList<>();
  private final List<GroupMinimum> minimums;
  private long left;
  private long looks;

  /// @param rules hard ones on the skew
  /// @param minimums of the same leaves, from hard rules
  Crossing(
      List<Leaf> leaves, List<SpreadRule> rules, List<GroupMinimum> minimums, Strategy strategy) {
    this.leaves = leaves;
    this.minimums = minimums;
    this.aggregates = strategy == Strategy.AGGREGATED;
    rules.forEach(rule -> skews.add(new Skew(rule, strategy)));
  }

  /// One rule, and what its groups have together.
  private final class Skew {
    final int most;
    final List<Part> parts;
    final List<Part> byLeaf = new ArrayList<>(leaves.size());
    long least;

    /// What all groups are to have at least, which is what the rule counts from.
    long goal;

    Skew(SpreadRule rule, Strategy strategy) {
      this.most = rule.maxSkew();
      Map<String, Part> named = new LinkedHashMap<>();
      for (Leaf leaf : leaves) {
        String value = rule.group(leaf.candidate.cluster);
        Part part = named.computeIfAbsent(value == null ? "" : value, _ -> new Part());
        part.members.add(leaf);
        part.floors += Math.min(leaf.floor(), leaf.ceiling());
        part.counts |= leaf.weight() > 0 || strategy != Strategy.WEIGHTED;
        byLeaf.add(part);
      }
      parts = named.values().stream().filter(part -> part.counts).toList();
    }

    void count() {
      parts.forEach(part -> part.sum = sum(part.members));
      least = parts.stream().mapToLong(part -> part.sum).min().orElse(0);
      goal = least;
    }

    boolean allowsOneMore(int leaf) {
      return byLeaf.get(leaf).sum < goal + most;
    }

    boolean lacks(int leaf) {
      return byLeaf.get(leaf).sum < goal;
    }

    boolean allowsMove(int from, int to) {
      Part loses = byLeaf.get(from);
      Part gains = byLeaf.get(to);
      long lowest = Long.MAX_VALUE;
      for (Part part : parts) {
        long sum = part.sum - (part == loses ? 1 : 0) + (part == gains ? 1 : 0);
        lowest = Math.min(lowest, sum);
      }
      long highest = lowest + most;
      for (Part part : parts) {
        long sum = part.sum - (part == loses ? 1 : 0) + (part == gains ? 1 : 0);
        if (sum > highest && sum > part.floors) {
          return false;
        }
      }
      return true;
    }

    void addOne(int leaf) {
      if (byLeaf.get(leaf).sum++ == least) {
        least = parts.stream().mapToLong(part -> part.sum).min().orElse(0);
        goal = Math.max(goal, least);
      }
    }
  }

  private static final class Part {
    final List<Leaf> members = new ArrayList<>();
    boolean counts;
    long floors;
    long sum;

    /// Takes the same part from all, as far as the floors allow.
    void cutTo(long most, ToIntFunction<Leaf> floor) {
      if (sum <= most) {
        return;
      }
      int[] given = members.stream().mapToInt(Leaf::given).toArray();
      long[] weights = members.stream().mapToLong(Leaf::given).toArray();
      int[] order = members.stream().mapToInt(Leaf::order).toArray();
      int[] floors = members.stream().mapToInt(floor).toArray();
      for (int i = 0; i < floors.length; i++) {
        floors[i] = Math.min(floors[i], given[i]);
      }
      int[] cut = Webster.divide((int) most, weights, floors, given, order);
      for (int i = 0; i < cut.length; i++) {
        members.get(i).give(cut[i]);
      }
      sum = sum(members);
    }
  }

  static long sum(List<Leaf> leaves) {
    long sum = 0;
    for (Leaf leaf : leaves) {
      sum += leaf.given();
    }
    return sum;
  }

  /// Mends what was given.
  ///
  /// @param total how many there are to give
  /// @param mode whether what was assigned before goes like what is new, goes last, or stays
  void mend(int total, Receiver.Mode mode) {
    for (int turn = 0; turn < MOST_TURNS && cut(mode); turn++) {
      fill(total);
    }
    boolean broken;
    do {
      broken = cut(mode);
    } while (broken);
    fill(total);
    if (!isSpread()) {
      leaves.forEach(leaf -> leaf.give(Math.min(leaf.floor(), leaf.ceiling())));
      fill(total);
    }
    if (!isSpread() || sum(leaves) > total) {
      leaves.forEach(leaf -> leaf.give(0));
    }
  }

  private boolean isSpread() {
    minimums.forEach(GroupMinimum::count);
    return minimums.stream().allMatch(GroupMinimum::isKept);
  }

  private boolean cut(Receiver.Mode mode) {
    long before = sum(leaves);
    skews.forEach(skew -> cut(skew, mode));
    return sum(leaves) < before;
  }

  private static void cut(Skew skew, Receiver.Mode mode) {
    skew.count();
    for (Part part : skew.parts) {
      long most = skew.least + skew.most;
      if (mode != Receiver.Mode.DIVIDE_ANEW) {
        part.cutTo(most, leaf -> Math.max(leaf.floor(), leaf.assigned()));
      }
      if (mode != Receiver.Mode.STAY) {
        part.cutTo(most, Leaf::floor);
      }
    }
  }

  private void fill(int total) {
    skews.forEach(Skew::count);
    left = total - sum(leaves);
    looks = 0;
    boolean helps = true;
    while (helps && !isSpread()) {
      helps = start();
    }
    do {
      giveOut(false);
    } while (left > 0 && raise());
  }

  /// Gives one to a group so that more are used, be it from another cluster.
  ///
  /// @return whether that was possible
  private boolean start() {
    int to = best(this::helps);
    if (left > 0 && to != NONE) {
      giveOne(to);
      return true;
    }
    for (to = 0; to < leaves.size(); to++) {
      int from = helps(to) > 0 && hasRoom(leaves.get(to)) ? spare(to) : NONE;
      if (from != NONE) {
        leaves.get(from).give(leaves.get(from).given() - 1);
        leaves.get(to).give(leaves.get(to).given() + 1);
        skews.forEach(Skew::count);
        return true;
      }
    }
    return false;
  }

  private int helps(int leaf) {
    int helps = 0;
    for (GroupMinimum minimum : minimums) {
      helps += minimum.helps(leaf);
    }
    return helps;
  }

  /// The cluster that can best do with one less if another gets it.
  private int spare(int to) {
    int spare = NONE;
    for (int from = 0; from < leaves.size() && looks < MOST_LOOKS; from++) {
      looks++;
      Leaf leaf = leaves.get(from);
      if (leaf.given() > leaf.floor()
          && (spare == NONE || isBefore(leaves.get(spare), leaf))
          && allowMove(from, to)) {
        spare = from;
      }
    }
    return spare;
  }

  private boolean allowMove(int from, int to) {
    for (GroupMinimum minimum : minimums) {
      if (minimum.needs(from)) {
        return false;
      }
    }
    for (Skew skew : skews) {
      if (!skew.allowsMove(from, to)) {
        return false;
      }
    }
    return true;
  }

  /// Where no single one is allowed, several may be: enough for all groups that have least, so that
  /// each rule allows one more. All of them, or none.
  private boolean raise() {
    int[] given = leaves.stream().mapToInt(Leaf::given).toArray();
    skews.forEach(skew -> skew.goal++);
    giveOut(true);
    boolean raised = skews.stream().allMatch(skew -> skew.least >= skew.goal);
    for (int i = 0; i < given.length && !raised; i++) {
      leaves.get(i).give(given[i]);
    }
    return raised;
  }

  /// @param lacking only to groups below the goal
  private void giveOut(boolean lacking) {
    int next = 0;
    while (left > 0 && next != NONE && looks < MOST_LOOKS) {
      next = best(lacking ? this::lacks : _ -> 1);
      looks += leaves.size();
      if (next != NONE) {
        giveOne(next);
      }
    }
  }

  private void giveOne(int to) {
    Leaf leaf = leaves.get(to);
    leaf.give(leaf.given() + 1);
    for (Skew skew : skews) {
      skew.addOne(to);
    }
    left--;
  }

  /// Of those that may have one more the one for which there is most need, which is more than 0.
  private int best(IntUnaryOperator need) {
    int best = NONE;
    int most = 0;
    for (int i = 0; i < leaves.size(); i++) {
      Leaf leaf = leaves.get(i);
      if (hasRoom(leaf) && allowOneMore(i)) {
        int here = need.applyAsInt(i);
        if (here > most || (here == most && here > 0 && isBefore(leaf, leaves.get(best)))) {
          best = i;
          most = here;
        }
      }
    }
    return best;
  }

  private static boolean hasRoom(Leaf leaf) {
    return leaf.weight() > 0 && leaf.given() < leaf.ceiling();
  }

  private boolean allowOneMore(int leaf) {
    for (Skew skew : skews) {
      if (!skew.allowsOneMore(leaf)) {
        return false;
      }
    }
    return true;
  }

  private int lacks(int leaf) {
    int lacks = 0;
    for (Skew skew : skews) {
      lacks += skew.lacks(leaf) ? 1 : 0;
    }
    return lacks;
  }

  /// The better one, then the one farther below its share, or with more where few are to be used.
  private boolean isBefore(Leaf a, Leaf b) {
    int by = Long.compare(a.candidate.scoreSum(), b.candidate.scoreSum());
    if (by == 0 && aggregates) {
      by = Integer.compare(a.given(), b.given());
    }
    if (by == 0) {
      by = Webster.compare(a.weight(), 2L * a.given() + 1, b.weight(), 2L * b.given() + 1);
    }
    return by != 0 ? by > 0 : Integer.compareUnsigned(a.order(), b.order()) < 0;
  }
}
