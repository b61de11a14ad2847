package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Chooses over which groups of clusters an object is spread: no more than the rules allow, and
/// enough of them. Groups in use are preferred to others, then better ones to worse ones, then
/// heavier ones.
final class Spreading {

  private static final String REASON = "SpreadConstraint";

  private final List<Candidate> candidates;
  private final Wish wish;
  private final Preemption preemption;

  private final List<Groups> known = new ArrayList<>();

  /// The groups of one rule.
  private static final class Groups {
    final Grouping grouping;

    /// What [#areas] found, as long as no cluster is judged anew.
    @Nullable List<Area> areas;

    /// By number, those that get at least one replica.
    final boolean[] needed;

    Groups(Grouping grouping) {
      this.grouping = grouping;
      this.needed = new boolean[grouping.size()];
    }
  }

  private Spreading(List<Candidate> candidates, Wish wish, Preemption preemption) {
    this.candidates = candidates;
    this.wish = wish;
    this.preemption = preemption;
  }

  /// Judges the clusters by the rules.
  ///
  /// @param asked replicas that are to be spread
  /// @param pieces in how many places they can be at most
  /// @param preemption who could make way, where otherwise too few groups have room
  static Spreading judge(
      List<Candidate> candidates, Wish wish, int asked, int pieces, Preemption preemption) {
    Spreading spreading = new Spreading(candidates, wish, preemption);
    for (SpreadRule rule : wish.rules().spread()) {
      spreading.requireGroup(rule);
      spreading.limit(rule, asked);
    }
    for (SpreadRule rule : wish.rules().spread()) {
      spreading.require(rule, pieces);
    }
    return spreading;
  }

  /// Whether a group is one that gets at least one replica.
  boolean needs(SpreadRule rule, int group) {
    return group != Grouping.NONE && groups(rule).needed[group];
  }

  Grouping grouping(SpreadRule rule) {
    return groups(rule).grouping;
  }

  private Groups groups(SpreadRule rule) {
    for (Groups groups : known) {
      if (groups.grouping.rule().equals(rule)) {
        return groups;
      }
    }
    Groups groups = new Groups(Grouping.of(rule, candidates));
    known.add(groups);
    return groups;
  }

  private static final class Area {
    final int number;
    final String value;
    long room;
    long held;
    long weight;
    long best = Long.MIN_VALUE;
    int order;

    /// Whether one of its clusters has a minimum, so that the group is used in any case.
    boolean isUsedAnyhow;

    Area(int number, String value, int order) {
      this.number = number;
      this.value = value;
      this.order = order;
    }

    void add(Candidate candidate) {
      room += candidate.ceiling();
      held += candidate.holding.assigned() + (candidate.held ? 1 : 0);
      weight =
          Math.min(Long.MAX_VALUE / 2, weight + Math.min(Integer.MAX_VALUE, candidate.weight()));
      best = Math.max(best, candidate.scoreSum());
      isUsedAnyhow |= Math.min(candidate.least(), candidate.ceiling()) > 0;
      if (Integer.compareUnsigned(candidate.order, order) < 0) {
        order = candidate.order;
      }
    }
  }

  /// Written out, since a chain of comparators took a tenth of a decision's time.
  private static int bestFirst(Area a, Area b) {
    if (a.held != b.held) {
      return Long.compare(b.held, a.held);
    }
    if (a.best != b.best) {
      return Long.compare(b.best, a.best);
    }
    if (a.weight != b.weight) {
      return Long.compare(b.weight, a.weight);
    }
    if (a.room != b.room) {
      return Long.compare(b.room, a.room);
    }
    return a.order != b.order
        ? Integer.compareUnsigned(a.order, b.order)
        : a.value.compareTo(b.value);
  }

  private static int usedFirst(Area a, Area b) {
    int by = Boolean.compare(b.isUsedAnyhow, a.isUsedAnyhow);
    return by != 0 ? by : bestFirst(a, b);
  }

  /// The groups of clusters that may be used.
  private List<Area> areas(SpreadRule rule) {
    Groups groups = groups(rule);
    List<Area> areas = groups.areas;
    if (areas == null) {
      areas = found(groups.grouping);
      groups.areas = areas;
    }
    return new ArrayList<>(areas);
  }

  private List<Area> usable(SpreadRule rule) {
    List<Area> areas = areas(rule);
    areas.removeIf(area -> area.room == 0 && area.held == 0);
    return areas;
  }

  private List<Area> found(Grouping grouping) {
    List<Area> found = new ArrayList<>(grouping.size());
    @Nullable Area[] areas = new Area[grouping.size()];
    for (Candidate candidate : candidates) {
      int number = grouping.number(candidate);
      if (candidate.isOpen() && number != Grouping.NONE) {
        Area area = areas[number];
        if (area == null) {
          area = new Area(number, grouping.value(number), candidate.order);
          areas[number] = area;
          found.add(area);
        }
        area.add(candidate);
      }
    }
    return found;
  }

  private void judgedAnew() {
    known.forEach(groups -> groups.areas = null);
  }

  private void requireGroup(SpreadRule rule) {
    Grouping grouping = grouping(rule);
    for (Candidate candidate : candidates) {
      if (candidate.isOpen() && grouping.number(candidate) == Grouping.NONE) {
        candidate.turnAway(
            wish.rules().rebalance(), REASON, "the cluster has no value for " + rule.key());
        judgedAnew();
      }
    }
  }

  private void limit(SpreadRule rule, int asked) {
    if (rule.maxGroups() == Integer.MAX_VALUE) {
      return;
    }
    Groups groups = groups(rule);
    List<Area> areas = usable(rule);
    if (areas.size() <= rule.maxGroups()) {
      return;
    }
    areas.sort(Spreading::bestFirst);
    List<Area> chosen = chosen(areas, rule, asked);
    boolean[] used = new boolean[groups.grouping.size()];
    chosen.forEach(area -> used[area.number] = true);
    String message =
        "the replicas are spread over no more than " + rule.maxGroups() + " " + rule.plural();
    boolean holds = false;
    for (Candidate candidate : candidates) {
      int number = groups.grouping.number(candidate);
      if (candidate.isOpen() && (number == Grouping.NONE || !used[number])) {
        candidate.turnAway(wish.rules().rebalance(), REASON, message);
        holds |= candidate.isOpen();
      }
    }
    judgedAnew();
    if (!holds) {
      groups.areas = chosen;
    }
  }

  /// The best ones; where these have not room enough, larger ones in the place of the last of them.
  private static List<Area> chosen(List<Area> areas, SpreadRule rule, int asked) {
    List<Area> chosen = new ArrayList<>(areas.subList(0, rule.maxGroups()));
    List<Area> others = new ArrayList<>(areas.subList(rule.maxGroups(), areas.size()));
    boolean changed = true;
    while (changed && room(chosen) < asked) {
      changed = exchange(chosen, others);
    }
    if (!rule.hard()) {
      others.sort(LARGEST_LAST);
      while (room(chosen) < asked && !others.isEmpty()) {
        chosen.add(others.removeLast());
      }
    }
    return chosen;
  }

  private static final Comparator<Area> LARGEST_LAST =
      Comparator.comparingLong((Area area) -> area.room)
          .thenComparing(area -> area.order, Integer::compareUnsigned)
          .thenComparing(area -> area.value);

  /// Takes the largest of the others for the last chosen one that is smaller.
  private static boolean exchange(List<Area> chosen, List<Area> others) {
    others.sort(LARGEST_LAST);
    Area larger = others.getLast();
    for (int last = chosen.size() - 1; last >= 0; last--) {
      if (chosen.get(last).room < larger.room) {
        others.set(others.size() - 1, chosen.set(last, larger));
        return true;
      }
    }
    return false;
  }

  private static long room(List<Area> areas) {
    long room = 0;
    for (Area area : areas) {
      room += area.room;
    }
    return room;
  }

  private void require(SpreadRule rule, int pieces) {
    int least = Math.min(rule.minGroups(), pieces);
    if (least <= 1) {
      return;
    }
    List<Area> areas = usable(rule);
    if (areas.size() < least && rule.hard() && makeWay(rule, areas, least - areas.size())) {
      areas = usable(rule);
    }
    if (areas.size() < least && rule.hard()) {
      String message =
          "of at least "
              + rule.minGroups()
              + " "
              + rule.plural()
              + " only "
              + areas.size()
              + " can be used";
      for (Candidate candidate : candidates) {
        if (candidate.takes()) {
          candidate.judge(
              candidate.held
                  ? new Verdict.Keeps(REASON, message)
                  : new Verdict.Left(REASON, message));
        }
      }
      return;
    }
    areas.removeIf(area -> area.room == 0);
    areas.sort(Spreading::usedFirst);
    boolean[] needed = groups(rule).needed;
    areas.stream().limit(least).forEach(area -> needed[area.number] = true);
  }

  /// Lets others make way for one pod in each of so many more groups, there where they could for
  /// most.
  ///
  /// @return whether there are so many
  private boolean makeWay(SpreadRule rule, List<Area> usable, int groups) {
    Grouping grouping = grouping(rule);
    boolean[] there = new boolean[grouping.size()];
    usable.forEach(area -> there[area.number] = true);
    Map<String, Candidate> best = new TreeMap<>();
    for (Candidate candidate : candidates) {
      int number = grouping.number(candidate);
      if (candidate.takes()
          && number != Grouping.NONE
          && !there[number]
          && evictable(candidate) > 0) {
        best.merge(
            grouping.value(number), candidate, (a, b) -> evictable(b) > evictable(a) ? b : a);
      }
    }
    if (best.size() < groups) {
      return false;
    }
    best.values().stream()
        .sorted(Comparator.comparingLong(this::evictable).reversed())
        .limit(groups)
        .forEach(candidate -> candidate.vacate(wish, 1));
    judgedAnew();
    return true;
  }

  private long evictable(Candidate candidate) {
    return candidate.most() == 0 ? 0 : preemption.room(candidate.name(), Integer.MAX_VALUE);
  }
}
