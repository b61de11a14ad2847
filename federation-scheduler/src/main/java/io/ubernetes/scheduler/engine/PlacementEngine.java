package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides where an object goes. Pure: the same request gives the same outcome, whatever the order
/// of what is in it.
///
/// 1. The wish ([Wish]): the policy that is bound, and the object's own annotation of Federation
///    v1.
/// 2. The filters ([ClusterFilter]): which clusters may be used, and which only keep what they
///    have.
/// 3. The room of each for this object: what it runs of it, and what fits beside ([Candidate]).
/// 4. The other objects that it is to be near or away from ([Neighbourhood]), the order of the
///    groups of clusters ([OrderedGroups]), and over how many groups it is spread ([Spreading]).
/// 5. The division ([DivisionTree]): minimums first, then Webster's method by weight; nothing moves
///    that need not, unless that is wished ([Step]).
/// 6. Where room is short, and the policy wants it, less important objects make way
///    ([Displacement]).
/// 7. The reasons ([Report]).
///
/// Minimums, maximums and room are hard. What finds no room is counted as unplaced.
public final class PlacementEngine {

  private final DecisionRequest request;
  private final Wish wish;
  private final Instant decidedAt;
  private final List<Candidate> all;
  private List<Eviction> evictions = List.of();

  private PlacementEngine(DecisionRequest request, Wish wish) {
    this.request = request;
    this.wish = wish;
    this.decidedAt = request.allowance().decidedAt();
    this.all = new ArrayList<>(request.clusters().size());
  }

  public static Outcome decide(DecisionRequest request) {
    try {
      Wish wish = Wish.of(request.workload(), request.binding());
      if (wish.rules().suspended()) {
        return new Outcome.Suspended(request.binding().winner().orElseThrow().key().name());
      }
      return new PlacementEngine(request, wish).decide();
    } catch (Wish.Unclear unclear) {
      return unclear.refused();
    }
  }

  private Outcome decide() {
    Integer replicas = request.workload().replicas();
    judgeClusters();
    Neighbourhood.judge(all, wish, request.peers());
    int asked = replicas == null ? 1 : replicas;
    boolean whole = replicas == null || wish.strategy() == Strategy.DUPLICATED;
    OrderedGroups.judge(all, wish.rules(), asked);
    boolean preempts = !whole && wish.rules().preempts() && request.priority().preempts();
    Preemption preemption = preempts ? Preemption.of(request, all) : Preemption.NONE;
    Spreading spreading =
        Spreading.judge(
            all, wish, whole ? 0 : asked, whole ? Integer.MAX_VALUE : asked, preemption);
    if (replicas == null) {
      return placed(Report.whole(request, all), 0, 0);
    }
    if (whole) {
      duplicate(asked);
      return placed(Report.replicas(request, wish, all, asked), 0, 0);
    }
    Step step = divide(spreading, asked, preemption);
    return placed(Report.replicas(request, wish, all, asked), step.moved(), step.owed());
  }

  private void judgeClusters() {
    byte[] hashed = Candidate.hashed(request.workload().key());
    boolean divided = request.workload().replicas() != null;
    PodDemand pod = request.workload().pod().orElse(null);
    for (MemberCluster cluster : request.clusters()) {
      Holding holding = request.holding(cluster.name());
      boolean held =
          divided ? holding.assigned() > 0 : request.holdings().containsKey(cluster.name());
      Verdict verdict = ClusterFilter.strictest(cluster, wish, decidedAt);
      Candidate candidate = new Candidate(all.size(), cluster, holding, held, verdict, hashed);
      if (candidate.isOpen()) {
        measure(candidate, pod);
      }
      all.add(candidate);
    }
  }

  private void measure(Candidate candidate, @Nullable PodDemand pod) {
    var preference = wish.preference(candidate.name());
    long fits = pod == null ? FreeRoom.MAX_PODS : candidate.cluster.freeRoom().pods(pod);
    if (preference != null) {
      candidate.measure(wish, preference, fits);
    }
    if (!candidate.cluster.taints().isEmpty()) {
      int unpreferred = wish.rules().tolerations().unpreferred(candidate.cluster);
      candidate.score("taints", -UNPREFERRED * (long) unpreferred);
    }
  }

  /// As much as a preferred affinity can weigh at most.
  private static final long UNPREFERRED = 100;

  private void duplicate(int asked) {
    for (Candidate candidate : all) {
      if (mayHaveReplicas(candidate)) {
        candidate.give(Math.max(Math.min(asked, candidate.ceiling()), kept(candidate, asked)));
      }
    }
  }

  private int kept(Candidate candidate, int asked) {
    return Math.min(asked, candidate.keeps(wish));
  }

  static boolean mayHaveReplicas(Candidate candidate) {
    return candidate.takes() || (candidate.isOpen() && candidate.held);
  }

  private Step divide(Spreading spreading, int asked, Preemption preemption) {
    List<Candidate> candidates = new ArrayList<>(all.size());
    boolean goesBack = false;
    for (Candidate candidate : all) {
      if (mayHaveReplicas(candidate)) {
        candidates.add(candidate);
        goesBack |= candidate.goesBack();
      }
    }
    Rebalance rebalance = wish.rules().rebalance();
    int budget = Integer.MAX_VALUE;
    if (goesBack) {
      budget = request.allowance().movesBack();
    }
    if (rebalance == Rebalance.ALWAYS) {
      budget = Math.min(budget, request.allowance().moves());
    }
    Receiver.Mode needed = rebalance == Rebalance.NEVER ? Receiver.Mode.STAY : Receiver.Mode.MEND;
    boolean mayMove = goesBack || rebalance == Rebalance.ALWAYS;
    int[] goal =
        divided(candidates, spreading, mayMove ? Receiver.Mode.DIVIDE_ANEW : needed, asked);
    int[] stay = mayMove && budget < asked ? divided(candidates, spreading, needed, asked) : goal;
    Step step = new Step(stay, goal, budget);
    int[] result = step.result();
    if (preemption != Preemption.NONE) {
      Displacement.Found found = Displacement.find(wish, candidates, spreading, result, preemption);
      evictions = found.evictions();
      result = found.division();
      keep(candidates, result, asked);
    }
    give(candidates, result, asked);
    return step;
  }

  private void give(List<Candidate> candidates, int[] division, int asked) {
    for (int i = 0; i < division.length; i++) {
      candidates.get(i).give(division[i]);
    }
    switch (request.workload().slicing()) {
      case Slicing.Alike _ -> {}
      case Slicing.Ordinals(int start) -> Ordinals.give(start, asked, candidates, division);
      case Slicing.Completions(Integer completions, _) -> {
        if (completions != null) {
          Completions.give(completions, candidates);
        }
      }
    }
  }

  private int[] divided(
      List<Candidate> candidates, Spreading spreading, Receiver.Mode mode, int asked) {
    if (candidates.isEmpty()) {
      return new int[0];
    }
    int[] division = new DivisionTree(candidates, wish, spreading, mode).divide(asked);
    keep(candidates, division, asked);
    return division;
  }

  /// What waits for room in one cluster, or should leave it, and finds no place in any other stays
  /// where it is: a pod that waits may get its turn, and one that runs is better than none.
  private void keep(List<Candidate> candidates, int[] division, int asked) {
    long left = asked;
    for (int given : division) {
      left -= given;
    }
    if (left <= 0) {
      return;
    }
    boolean bound = wish.rules().spread().stream().anyMatch(SpreadRule::hard);
    for (int i = 0; i < division.length && left > 0; i++) {
      Candidate candidate = candidates.get(i);
      int keeps = candidate.keeps(wish);
      if (bound && !candidate.goesBack()) {
        keeps = Math.max(keeps, Math.min(candidate.holding.assigned(), candidate.ceiling()));
      }
      int back = (int) Math.clamp(keeps - (long) division[i], 0, left);
      division[i] += back;
      left -= back;
    }
  }

  private Outcome placed(PlacementSpec spec, int moved, int owed) {
    return new Outcome.Placed(spec, moved, owed, revisitAt(), evictions);
  }

  private Optional<Instant> revisitAt() {
    Optional<Instant> next = Optional.empty();
    for (Candidate candidate : all) {
      if (candidate.held && !candidate.cluster.taints().isEmpty()) {
        Optional<Instant> end = wish.rules().tolerations().nextEnd(candidate.cluster, decidedAt);
        if (end.isPresent() && (next.isEmpty() || end.get().isBefore(next.get()))) {
          next = end;
        }
      }
    }
    return next;
  }
}
