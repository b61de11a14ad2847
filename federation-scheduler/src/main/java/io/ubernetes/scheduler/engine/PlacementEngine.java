package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.model.federation.PlacementSpec.TargetReference;
import io.ubernetes.model.federation.PropagationPolicySpec.ClusterPreference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides where an object goes. Pure: the same request gives the same outcome, whatever the order
/// of what is in it.
///
/// 1. The wish: the policy that is bound, and the object's own annotation of Federation v1.
/// 2. The filters: which clusters may be used, and which only keep what they have.
/// 3. The room of each for this object: what it runs of it, and what fits beside.
/// 4. The division ([Division]): minimums first, then Webster's method by weight, the weight being
///    the preferences' or the room; nothing moves that need not, unless `rebalance` is wished.
///
/// Minimums, maximums and room are hard. What finds no room is counted as unplaced.
public final class PlacementEngine {

  private PlacementEngine() {}

  public static Outcome decide(DecisionRequest request) {
    try {
      Wish wish = Wish.of(request.workload(), request.binding());
      return request.workload().replicas() == null
          ? everywhere(request, wish)
          : divided(request, wish, request.workload().replicas());
    } catch (Wish.Unclear unclear) {
      return unclear.refused();
    }
  }

  private static Outcome everywhere(DecisionRequest request, Wish wish) {
    List<DestCluster> destinations = new ArrayList<>();
    List<ClusterDecision> decisions = new ArrayList<>();
    for (MemberCluster cluster : byName(request.clusters())) {
      boolean has = request.holdings().containsKey(cluster.name());
      Verdict verdict = ClusterFilter.strictest(cluster, wish);
      if (verdict instanceof Verdict.Takes || (has && verdict instanceof Verdict.Keeps)) {
        destinations.add(new DestCluster(cluster.name(), null));
      }
      decisions.add(decision(cluster.name(), verdict));
    }
    Optional<Outcome.Shortage> shortage =
        destinations.isEmpty() ? Optional.of(noClusters()) : Optional.empty();
    return new Outcome.Placed(spec(request, destinations, null, decisions), shortage, false);
  }

  private static Outcome divided(DecisionRequest request, Wish wish, int asked) {
    Map<String, ClusterDecision> decisions = new TreeMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (MemberCluster cluster : request.clusters()) {
      Verdict verdict = ClusterFilter.strictest(cluster, wish);
      if (mayHaveReplicas(verdict, request.holding(cluster.name()))) {
        candidates.add(candidate(request, wish, cluster, verdict));
      } else {
        decisions.put(cluster.name(), decision(cluster.name(), verdict));
      }
    }
    candidates.sort(Candidate.ORDER);
    List<Division.Part> parts = candidates.stream().map(Candidate::part).toList();
    int[] division =
        wish.division().rebalance()
            ? Division.desired(asked, parts)
            : Division.nearest(asked, parts);
    int unplaced = asked;
    Map<String, DestCluster> destinations = new TreeMap<>();
    for (int i = 0; i < division.length; i++) {
      Candidate candidate = candidates.get(i);
      unplaced -= division[i];
      decisions.put(candidate.name(), decision(candidate, division[i], asked));
      if (division[i] > 0) {
        destinations.put(candidate.name(), new DestCluster(candidate.name(), division[i]));
      }
    }
    PlacementSpec spec =
        spec(
            request, List.copyOf(destinations.values()), unplaced, List.copyOf(decisions.values()));
    return new Outcome.Placed(
        spec,
        unplaced == 0
            ? Optional.empty()
            : Optional.of(shortage(candidates, division, unplaced, asked)),
        wish.division().rebalance());
  }

  private static boolean mayHaveReplicas(Verdict verdict, Holding holding) {
    return switch (verdict) {
      case Verdict.Takes _ -> true;
      case Verdict.Keeps _ -> holding.assigned() > 0;
      case Verdict.Left _ -> false;
    };
  }

  private static Candidate candidate(
      DecisionRequest request, Wish wish, MemberCluster cluster, Verdict verdict) {
    ClusterPreference preference =
        Objects.requireNonNull(Preferences.of(wish.division(), cluster.name()));
    return Candidate.of(
        cluster,
        verdict,
        request.workload().podRequest().map(cluster.freeRoom()::pods).orElse(FreeRoom.MAX_PODS),
        request.holding(cluster.name()),
        preference,
        wish.weighted(),
        request.workload().key());
  }

  private static ClusterDecision decision(String cluster, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Takes _ -> new ClusterDecision(cluster, null, null, "Taken", null);
      case Verdict.Keeps(String reason, String message) ->
          new ClusterDecision(cluster, null, null, reason, message);
      case Verdict.Left(String reason, String message) ->
          new ClusterDecision(cluster, null, null, reason, message);
    };
  }

  private static ClusterDecision decision(Candidate candidate, int replicas, int asked) {
    if (candidate.verdict() instanceof Verdict.Keeps(String reason, String message)) {
      return decision(candidate, reason, message);
    }
    if (replicas > 0) {
      return decision(candidate, "Taken", null);
    }
    if (asked == 0) {
      return decision(candidate, "NotNeeded", "no replicas are asked for");
    }
    if (candidate.max() == 0) {
      return decision(candidate, "NotInPreferences", "the cluster's maxReplicas is 0");
    }
    if (candidate.room() == 0) {
      return decision(candidate, "NoRoom", "no node has room for a pod of this object");
    }
    if (candidate.weight() == 0) {
      return decision(candidate, "NoWeight", "the cluster's weight is 0");
    }
    return decision(candidate, "NotNeeded", "the replicas are in other clusters");
  }

  private static ClusterDecision decision(
      Candidate candidate, String reason, @Nullable String message) {
    return new ClusterDecision(
        candidate.name(), candidate.moreRoom(), candidate.weight(), reason, message);
  }

  private static Outcome.Shortage shortage(
      List<Candidate> candidates, int[] division, int unplaced, int asked) {
    if (candidates.isEmpty()) {
      return noClusters();
    }
    for (int i = 0; i < division.length; i++) {
      if (candidates.get(i).isFullWith(division[i])) {
        return new Outcome.Shortage(
            "InsufficientRoom",
            unplaced + " of " + asked + " replicas have no room in any cluster");
      }
    }
    return new Outcome.Shortage(
        "LimitedByPreferences",
        unplaced + " of " + asked + " replicas are more than the clusters may take");
  }

  private static Outcome.Shortage noClusters() {
    return new Outcome.Shortage("NoClusters", "no cluster may be used");
  }

  private static PlacementSpec spec(
      DecisionRequest request,
      List<DestCluster> destinations,
      @Nullable Integer unplaced,
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
        request.binding().winner().map(Policy::reference).orElse(null),
        others,
        decisions,
        false);
  }

  private static List<MemberCluster> byName(List<MemberCluster> clusters) {
    return clusters.stream().sorted(Comparator.comparing(MemberCluster::name)).toList();
  }
}
