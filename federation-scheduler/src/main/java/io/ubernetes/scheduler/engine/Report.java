package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.model.federation.PlacementSpec.Shortage;
import io.ubernetes.model.federation.PlacementSpec.TargetReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes down what was decided, with a reason for each cluster.
final class Report {

  static final String TAKEN = "Taken";

  /// Replicas of it had to go for a more important object.
  static final String MADE_WAY = "MadeWay";

  private Report() {}

  /// Of an object without replicas.
  static PlacementSpec whole(DecisionRequest request, List<Candidate> candidates) {
    boolean taken = candidates.stream().anyMatch(Candidate::takes);
    List<DestCluster> destinations = new ArrayList<>();
    List<ClusterDecision> decisions = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      boolean gets =
          switch (candidate.verdict()) {
            case Verdict.Takes _ -> true;
            case Verdict.Yields _ -> candidate.held && !taken;
            case Verdict.Keeps _ -> candidate.held && !(candidate.goesBack() && taken);
            case Verdict.Left _ -> false;
          };
      if (gets) {
        destinations.add(new DestCluster(candidate.name(), null));
      }
      decisions.add(judged(candidate, null, null));
    }
    return spec(
        request,
        destinations,
        null,
        destinations.isEmpty() ? noClusters(decisions) : null,
        decisions);
  }

  /// Of an object with replicas, from what the candidates were given.
  static PlacementSpec replicas(
      DecisionRequest request, Wish wish, List<Candidate> candidates, int asked) {
    boolean duplicated = wish.strategy() == Strategy.DUPLICATED;
    List<DestCluster> destinations = new ArrayList<>();
    List<ClusterDecision> decisions = new ArrayList<>(candidates.size());
    long unplaced = duplicated ? 0 : asked;
    int open = 0;
    for (Candidate candidate : candidates) {
      int given = candidate.given();
      if (PlacementEngine.mayHaveReplicas(candidate)) {
        open++;
        unplaced += duplicated ? asked - given : -given;
      }
      if (given > 0) {
        destinations.add(
            new DestCluster(
                candidate.name(), given, candidate.ordinalsStart(), candidate.completions()));
      }
    }
    if (duplicated && open == 0) {
      unplaced = asked;
    }
    int left = (int) Math.min(Integer.MAX_VALUE, unplaced);
    for (Candidate candidate : candidates) {
      decisions.add(
          PlacementEngine.mayHaveReplicas(candidate)
              ? taken(candidate, asked, left > 0, request.workload().pod())
              : judged(candidate, null, null));
    }
    Shortage shortage = null;
    if (left > 0) {
      shortage = open == 0 ? noClusters(decisions) : shortage(wish, candidates, left, asked);
    }
    return spec(request, destinations, left, shortage, decisions);
  }

  private static ClusterDecision taken(
      Candidate candidate, int asked, boolean isShort, Optional<PodDemand> pod) {
    Long room = candidate.moreRoom();
    Long weight = candidate.weight();
    if (!candidate.takes()) {
      return judged(candidate, room, weight);
    }
    if (isShort && !candidate.holding.displaced().itself().isEmpty()) {
      return decision(candidate, room, weight, MADE_WAY, candidate.holding.displaced().itself());
    }
    if (candidate.given() > 0) {
      return decision(candidate, room, weight, TAKEN, displaced(candidate));
    }
    if (asked == 0) {
      return decision(candidate, room, weight, "NotNeeded", "no replicas are asked for");
    }
    if (candidate.most() == 0) {
      return decision(
          candidate, room, weight, "NotInPreferences", "the cluster's maxReplicas is 0");
    }
    if (candidate.room() == 0) {
      return noRoom(candidate, room, weight, pod);
    }
    if (candidate.weight() == 0) {
      return decision(candidate, room, weight, "NoWeight", "the cluster's weight is 0");
    }
    return decision(candidate, room, weight, "NotNeeded", "the replicas are in other clusters");
  }

  /// Who made way now, or did when it got what it has.
  private static @Nullable String displaced(Candidate candidate) {
    if (candidate.displaced().isEmpty()) {
      String before = candidate.holding.displaced().others();
      boolean same = candidate.given() == candidate.holding.assigned();
      return same && !before.isEmpty() ? before : null;
    }
    return candidate.displaced().stream()
        .map(eviction ->
            eviction.replicas() + " of " + eviction.kind().kind() + " " + eviction.key())
        .collect(Collectors.joining(", ", "in the place of less important replicas: ", ""));
  }

  private static ClusterDecision noRoom(
      Candidate candidate, @Nullable Long room, @Nullable Long weight, Optional<PodDemand> pod) {
    return pod.isEmpty() || candidate.cluster.freeRoom().isAnyFor(pod.get().nodes())
        ? decision(candidate, room, weight, "NoRoom", "no node has room for a pod of this object")
        : decision(
            candidate,
            room,
            weight,
            "NoNode",
            "no node is told that the pods' node selector, affinity and tolerations allow");
  }

  private static ClusterDecision judged(
      Candidate candidate, @Nullable Long room, @Nullable Long weight) {
    return switch (candidate.verdict()) {
      case Verdict.Takes _ -> decision(candidate, room, weight, TAKEN, null);
      case Verdict.Yields(String reason, String message) ->
          decision(candidate, room, weight, reason, message);
      case Verdict.Keeps(String reason, String message) ->
          decision(candidate, room, weight, reason, message);
      case Verdict.Left(String reason, String message) ->
          decision(candidate, room, weight, reason, message);
    };
  }

  private static ClusterDecision decision(
      Candidate candidate,
      @Nullable Long room,
      @Nullable Long weight,
      String reason,
      @Nullable String message) {
    return new ClusterDecision(candidate.name(), room, weight, candidate.score(), reason, message);
  }

  private static Shortage shortage(Wish wish, List<Candidate> candidates, int unplaced, int asked) {
    for (Candidate candidate : candidates) {
      if (!candidate.holding.displaced().itself().isEmpty()) {
        return new Shortage(
            MADE_WAY,
            unplaced
                + " of "
                + asked
                + " replicas have no room in any cluster; "
                + candidate.holding.displaced().itself());
      }
    }
    for (Candidate candidate : candidates) {
      if (PlacementEngine.mayHaveReplicas(candidate) && candidate.isFull()) {
        return new Shortage(
            "InsufficientRoom",
            unplaced + " of " + asked + " replicas have no room in any cluster");
      }
    }
    if (!wish.rules().spread().isEmpty() || !wish.rules().neighbours().isEmpty()) {
      return new Shortage(
          "LimitedByRules", unplaced + " of " + asked + " replicas would break the policy's rules");
    }
    return new Shortage(
        "LimitedByPreferences",
        unplaced + " of " + asked + " replicas are more than the clusters may take");
  }

  /// Says how many clusters were left for each reason, as Kubernetes' scheduler does of nodes.
  private static Shortage noClusters(List<ClusterDecision> decisions) {
    Map<String, Long> left =
        decisions.stream()
            .collect(
                Collectors.groupingBy(
                    ClusterDecision::reason, TreeMap::new, Collectors.counting()));
    String reasons =
        left.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return new Shortage(
        "NoClusters",
        left.isEmpty() ? "the federation has no clusters" : "no cluster may be used: " + reasons);
  }

  private static PlacementSpec spec(
      DecisionRequest request,
      List<DestCluster> destinations,
      @Nullable Integer unplaced,
      @Nullable Shortage shortage,
      List<ClusterDecision> decisions) {
    Workload workload = request.workload();
    List<PolicyReference> others =
        request.binding().others().stream().map(Policy::reference).toList();
    return new PlacementSpec(
        new TargetReference(
            workload.kind().apiVersion(),
            workload.kind().kind(),
            workload.key().name(),
            workload.uid()),
        workload.generation(),
        workload.replicas(),
        destinations,
        unplaced,
        shortage,
        workload.pod().isPresent() ? Integer.valueOf(request.priority().value()) : null,
        request.binding().winner().map(Policy::reference).orElse(null),
        others,
        decisions,
        List.of(),
        false);
  }
}
