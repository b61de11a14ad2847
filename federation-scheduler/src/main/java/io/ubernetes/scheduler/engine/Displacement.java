package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Continues a division that was short of room in the room that less important objects can be made
/// to leave: those of the least importance first, more important ones only as far as these do not
/// suffice. What has a place keeps it.
final class Displacement {

  private final Wish wish;
  private final List<Candidate> candidates;
  private final Spreading spreading;
  private final int[] given;

  /// What each could get if nobody made way.
  private final int[] natural;

  /// What each runs, and gets here.
  private int[] division;

  /// How many there are to divide; what is in clusters that are only left by and by is not.
  private final int total;

  /// @param division what each candidate gets
  /// @param evictions who makes way
  record Found(int[] division, List<Eviction> evictions) {}

  private Displacement(
      Wish wish, List<Candidate> candidates, Spreading spreading, int[] given, int asked) {
    this.wish = wish;
    this.candidates = candidates;
    this.spreading = spreading;
    this.given = given;
    this.natural = new int[given.length];
    this.division = new int[given.length];
    int left = asked;
    for (int i = 0; i < given.length; i++) {
      natural[i] = candidates.get(i).ownCeiling();
      division[i] = isLeft(i) ? 0 : Math.min(given[i], candidates.get(i).ceiling());
      left -= isLeft(i) ? given[i] : 0;
    }
    this.total = left;
  }

  private boolean isLeft(int candidate) {
    return candidates.get(candidate).verdict() instanceof Verdict.Yields;
  }

  /// @param given what each candidate got so far; of these, what waits without room counts as short
  static Found find(
      Wish wish,
      List<Candidate> candidates,
      Spreading spreading,
      int[] given,
      Preemption preemption) {
    Integer replicas = wish.workload().replicas();
    int asked = replicas == null ? 0 : replicas;
    Displacement displacement = new Displacement(wish, candidates, spreading, given, asked);
    return displacement.isComplete() ? new Found(given, List.of()) : displacement.find(preemption);
  }

  /// Whether all have a place for which nobody makes way.
  private boolean isComplete() {
    for (int i = 0; i < division.length; i++) {
      if (division[i] > natural[i]) {
        return false;
      }
    }
    return sum(division) >= total;
  }

  private Found find(Preemption preemption) {
    Set<Candidate> open = open(preemption);
    for (int level : preemption.levels()) {
      if (sum(division) >= total) {
        break;
      }
      open.forEach(candidate -> candidate.vacate(wish, preemption.room(candidate.name(), level)));
      int[] more =
          DivisionTree.adding(candidates, division, most(open), wish, spreading).divide(total);
      if (takesNothing(division, more)) {
        division = more;
      }
    }
    candidates.forEach(candidate -> candidate.vacate(wish, 0));
    return new Found(division(), evictions(preemption));
  }

  private int[] most(Set<Candidate> open) {
    int[] most = division.clone();
    for (int i = 0; i < most.length; i++) {
      if (open.contains(candidates.get(i))) {
        most[i] = Math.max(most[i], candidates.get(i).ceiling());
      }
    }
    return most;
  }

  private int[] division() {
    int[] all = division.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = isLeft(i) ? given[i] : all[i];
    }
    return all;
  }

  private List<Eviction> evictions(Preemption preemption) {
    List<Eviction> evictions = new ArrayList<>();
    for (int i = 0; i < division.length; i++) {
      if (division[i] > natural[i]) {
        Candidate candidate = candidates.get(i);
        List<Eviction> here =
            preemption.evictions(candidate.name(), candidate.lacking(division[i]));
        candidate.displace(here);
        evictions.addAll(here);
      }
    }
    evictions.sort(Eviction.ORDER);
    return evictions;
  }

  /// Those in which others may be made to go: where only so many groups may be used, those in use,
  /// and beside them the ones with the most room.
  private Set<Candidate> open(Preemption preemption) {
    Set<Candidate> open = new LinkedHashSet<>(candidates);
    open.removeIf(candidate -> !candidate.takes());
    for (SpreadRule rule : wish.rules().spread()) {
      if (rule.maxGroups() < Integer.MAX_VALUE) {
        Set<String> groups = groups(rule, preemption);
        open.removeIf(candidate -> !groups.contains(group(rule, candidate)));
      }
    }
    return open;
  }

  private Set<String> groups(SpreadRule rule, Preemption preemption) {
    Map<String, Long> room = new HashMap<>();
    Set<String> groups = new HashSet<>();
    for (int i = 0; i < given.length; i++) {
      Candidate candidate = candidates.get(i);
      long here = natural[i] + preemption.room(candidate.name(), Integer.MAX_VALUE);
      room.merge(group(rule, candidate), here, Long::sum);
      if (given[i] > 0) {
        groups.add(group(rule, candidate));
      }
    }
    room.entrySet().stream()
        .filter(entry -> !groups.contains(entry.getKey()))
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .limit(Math.max(0, rule.maxGroups() - groups.size()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(groups::add);
    return groups;
  }

  private static String group(SpreadRule rule, Candidate candidate) {
    String group = rule.group(candidate.cluster);
    return group == null ? "" : group;
  }

  private static boolean takesNothing(int[] before, int[] after) {
    for (int i = 0; i < before.length; i++) {
      if (after[i] < before[i]) {
        return false;
      }
    }
    return true;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
