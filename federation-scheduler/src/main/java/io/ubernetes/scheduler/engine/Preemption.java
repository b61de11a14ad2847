package io.ubernetes.scheduler.engine;

import io.ubernetes.scheduler.engine.Occupants.Occupant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds room for what is short by letting less important objects make way: the least important
/// first, and of these as few replicas as will do.
///
/// A member chooses by itself which pods of an object end, so room is only counted on where it does
/// not matter which: each pod that ends leaves its place to as many pods as fit into what it alone
/// had asked for. Nobody makes way for nothing.
///
/// The others are looked at once somebody asks: they may be all objects that there are, and most
/// decisions need none of them.
final class Preemption {

  /// More levels of importance than that are not told apart: the highest are taken together.
  private static final int MAX_LEVELS = 16;

  private final Map<String, List<Victim>> byCluster = new HashMap<>();
  private final NavigableSet<Integer> levels = new TreeSet<>();

  /// @param spare how many of its replicas could go
  /// @param each how many pods of the other object fit into the place of one of these
  private record Victim(Occupant occupant, int spare, long each) {

    private static final Comparator<Victim> LEAST_IMPORTANT_FIRST =
        Comparator.comparingInt((Victim victim) -> victim.occupant.priority())
            .thenComparing(Comparator.comparingLong(Victim::each).reversed())
            .thenComparing(victim -> victim.occupant.key().toString())
            .thenComparing(victim -> victim.occupant.kind().toString());

    long room() {
      return Math.min(FreeRoom.MAX_PODS, spare * each);
    }
  }

  /// Nobody makes way.
  static final Preemption NONE = new Preemption(null);

  /// Where the others are read from, until they have been.
  private @Nullable Consumer<Preemption> unread;

  private Preemption(@Nullable Consumer<Preemption> unread) {
    this.unread = unread;
  }

  /// The objects that could make way in one of the candidates.
  static Preemption of(DecisionRequest request, List<Candidate> candidates) {
    return new Preemption(preemption ->
        request
            .workload()
            .pod()
            .ifPresent(pod ->
                request
                    .occupants()
                    .below(
                        request.priority().value(),
                        occupant -> preemption.add(candidates, occupant, pod))));
  }

  private void read() {
    Consumer<Preemption> source = unread;
    if (source != null) {
      unread = null;
      source.accept(this);
      byCluster.values().forEach(all -> all.sort(Victim.LEAST_IMPORTANT_FIRST));
    }
  }

  private List<Victim> victims(String cluster) {
    read();
    return byCluster.getOrDefault(cluster, List.of());
  }

  private void add(List<Candidate> candidates, Occupant occupant, PodDemand pod) {
    long each = pod.request().fitsInto(occupant.pod().request());
    if (each == 0) {
      return;
    }
    for (Candidate candidate : candidates) {
      Integer spare = candidate.takes() ? occupant.spare().get(candidate.name()) : null;
      if (spare != null && spare > 0 && followsOnAnyNode(candidate, occupant, pod)) {
        byCluster
            .computeIfAbsent(candidate.name(), _ -> new ArrayList<>())
            .add(new Victim(occupant, spare, each));
        levels.add(occupant.priority());
      }
    }
  }

  /// Whether such pods may run wherever those of the other object may be.
  private static boolean followsOnAnyNode(Candidate candidate, Occupant occupant, PodDemand pod) {
    return pod.nodes().equals(occupant.pod().nodes())
        || candidate.cluster.freeRoom().isAllFor(pod.nodes());
  }

  /// Up to which importance others are asked to make way, step by step.
  List<Integer> levels() {
    read();
    List<Integer> steps = new ArrayList<>(levels);
    if (steps.size() > MAX_LEVELS) {
      steps.subList(MAX_LEVELS - 1, steps.size() - 1).clear();
    }
    return steps;
  }

  /// How many pods would have room in the place of those up to that importance.
  long room(String cluster, int level) {
    long room = 0;
    for (Victim victim : victims(cluster)) {
      if (victim.occupant.priority() <= level) {
        room = Math.min(FreeRoom.MAX_PODS, room + victim.room());
      }
    }
    return room;
  }

  /// Who makes way for so many pods in a cluster; enough of them are there.
  List<Eviction> evictions(String cluster, int pods) {
    List<Victim> victims = victims(cluster);
    int[] taken = new int[victims.size()];
    long missing = pods;
    for (int i = 0; i < taken.length && missing > 0; i++) {
      Victim victim = victims.get(i);
      taken[i] = (int) Math.min(victim.spare, Math.ceilDiv(missing, victim.each));
      missing -= taken[i] * victim.each;
    }
    List<Eviction> evictions = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      Victim victim = victims.get(i);
      // The last ones may have brought so much that some of the first are not needed.
      int spared = (int) Math.min(taken[i], -missing / victim.each);
      missing += spared * victim.each;
      if (taken[i] > spared) {
        Occupant occupant = victim.occupant;
        evictions.add(
            new Eviction(
                occupant.kind(), occupant.key(), occupant.priority(), cluster, taken[i] - spared));
      }
    }
    return evictions;
  }
}
