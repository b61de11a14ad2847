package io.ubernetes.controllers.status;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.cluster.PendingPods;
import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.MemberParts.Knowledge;
import io.ubernetes.controllers.sync.Problems;
import io.ubernetes.controllers.sync.Problems.Problem;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.AsOf;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the status of a Placement and of its object together from what the members show. Reads
/// only.
public final class StatusReport {

  /// A condition of the placed object itself: whether all of it has a place.
  static final String PLACED = Federation.GROUP + "/Placed";

  /// A condition of the placed object itself: whether the members hold what was decided.
  static final String IN_MEMBERS = Federation.GROUP + "/Applied";

  private static final Problem UNREACHABLE =
      new Problem("Unreachable", "the member does not answer; the numbers are its last");
  private static final Problem NO_MEMBER =
      new Problem("NotAMember", "there is no such member of the federation");
  private static final Problem NOT_READ =
      new Problem("NotReadYet", "what the member holds has not been read yet");

  private static final Set<String> ON_ITS_WAY =
      Set.of(NOT_READ.reason(), Problems.WAITING_FOR_REPLACEMENT);

  /// A first report may be so late, to speak of members that are just being read.
  private static final Duration FIRST_WORD = Duration.ofSeconds(5);

  private final MemberParts parts;
  private final Problems problems;
  private final PendingPods pending;
  private final InstantSource clock;

  public StatusReport(
      MemberParts parts, Problems problems, PendingPods pending, InstantSource clock) {
    this.parts = parts;
    this.pending = pending;
    this.problems = problems;
    this.clock = clock;
  }

  /// What is to be told now, and whether that can change without anybody saying so.
  record Report(PlacementStatus status, boolean isSettled) {}

  Report of(Target target) {
    List<ClusterPart> clusters = new ArrayList<>();
    boolean settled = true;
    for (String cluster : parts.clusters(target)) {
      Knowledge knowledge = parts.knowledge(cluster, target.resource());
      part(target, cluster, knowledge).ifPresent(clusters::add);
      settled &= knowledge instanceof Knowledge.Current || knowledge instanceof Knowledge.NoMember;
    }
    long generation = target.placement().generation();
    Conditions conditions = new Conditions(generation, target.status(), clock.instant());
    return new Report(
        new PlacementStatus(
            generation,
            List.of(conditions.scheduled(target.spec()), applied(conditions, clusters)),
            clusters),
        settled);
  }

  /// Whether a member is still being read for the first time, and a Placement so new that nobody
  /// misses a first word about it yet.
  boolean isTooSoon(Target target, Report told) {
    Instant from = target.placement().creationTimestamp().orElse(Instant.EPOCH);
    return clock.instant().isBefore(from.plus(FIRST_WORD))
        && told.status().clusters().stream()
            .anyMatch(part -> NOT_READ.reason().equals(part.reason()));
  }

  /// Whether every cluster has its part as decided with all of its replicas ready, so that there is
  /// nothing to gather any more.
  boolean isComplete(Target target) {
    return target.spec().destClusters().stream()
        .allMatch(destination ->
            parts
                .part(destination.cluster(), target.placed())
                .filter(part -> isCurrent(target, part))
                .filter(part ->
                    destination.replicas() == null
                        || count(part, "readyReplicas") == destination.replicas())
                .isPresent());
  }

  /// @return empty when the cluster neither holds a part nor shall hold one
  private Optional<ClusterPart> part(Target target, String cluster, Knowledge knowledge) {
    boolean wanted = target.destination(cluster).isPresent();
    Optional<ClusterPart> before = target.part(cluster);
    return switch (knowledge) {
      case Knowledge.Current(Instant asOf) -> current(target, cluster, asOf);
      case Knowledge.Pending() ->
          before.or(() -> wanted ? Optional.of(unknown(cluster, NOT_READ)) : Optional.empty());
      case Knowledge.Stale(Optional<Instant> asOf) ->
          before
              .map(last -> unreachable(last, asOf))
              .or(() -> wanted ? Optional.of(unknown(cluster, UNREACHABLE)) : Optional.empty());
      case Knowledge.NoMember() ->
          wanted ? Optional.of(unknown(cluster, NO_MEMBER)) : Optional.empty();
    };
  }

  private Optional<ClusterPart> current(Target target, String cluster, Instant asOf) {
    Optional<DestCluster> destination = target.destination(cluster);
    Optional<ApiObject> held = parts.part(cluster, target.placed());
    Optional<Problem> problem = problems.of(target.placed(), cluster);
    if (held.isEmpty() && destination.isEmpty()) {
      return Optional.empty();
    }
    boolean applied =
        problem.isEmpty()
            && destination.isPresent()
            && held.filter(part -> isAsDecided(target, destination.get(), part)).isPresent();
    int replicas = held.map(p -> count(p, "replicas")).orElse(0);
    return Optional.of(
        new ClusterPart(
            cluster,
            applied,
            replicas,
            held.map(p -> count(p, "fullyLabeledReplicas")).orElse(0),
            held.map(p -> count(p, "readyReplicas")).orElse(0),
            held.map(p -> count(p, "availableReplicas")).orElse(0),
            unschedulable(target, cluster, replicas),
            AsOf.text(asOf),
            problem.map(Problem::reason).orElse(null),
            problem.map(Problem::message).orElse(null)));
  }

  /// What was known before stays until the member's pods are read, as after a restart. Of no pods
  /// none waits, which needs no reading.
  private @Nullable Integer unschedulable(Target target, String cluster, int replicas) {
    OptionalInt known = pending.of(cluster, target.placed());
    if (known.isPresent()) {
      return known.getAsInt();
    }
    return replicas == 0
        ? Integer.valueOf(0)
        : target.part(cluster).map(ClusterPart::unschedulable).orElse(null);
  }

  private static boolean isAsDecided(Target target, DestCluster destination, ApiObject part) {
    return isCurrent(target, part)
        && (destination.replicas() == null
            || Json.number(part.json(), 1, "spec", "replicas") == destination.replicas());
  }

  /// Whether a part is of the generation that was decided on, and its controller has seen it.
  private static boolean isCurrent(Target target, ApiObject part) {
    String generation = part.annotations().get(Federation.SOURCE_GENERATION_ANNOTATION);
    return target.sourceUid().equals(Ownership.sourceUid(part))
        && Long.toString(target.spec().targetGeneration()).equals(generation)
        && Json.number(part.json(), 0, "status", "observedGeneration") >= part.generation();
  }

  private static ClusterPart unreachable(ClusterPart last, Optional<Instant> asOf) {
    return new ClusterPart(
        last.cluster(),
        null,
        last.replicas(),
        last.fullyLabeled(),
        last.ready(),
        last.available(),
        last.unschedulable(),
        asOf.map(AsOf::text).orElse(last.asOf()),
        UNREACHABLE.reason(),
        UNREACHABLE.message());
  }

  private static ClusterPart unknown(String cluster, Problem why) {
    return new ClusterPart(
        cluster, null, null, null, null, null, null, null, why.reason(), why.message());
  }

  private static int count(ApiObject part, String field) {
    return (int) Json.number(part.json(), 0, "status", field);
  }

  private static Condition applied(Conditions conditions, List<ClusterPart> clusters) {
    List<String> missing =
        clusters.stream()
            .filter(part -> !Boolean.TRUE.equals(part.applied()))
            .map(part ->
                part.reason() == null ? part.cluster() : part.cluster() + ": " + part.reason())
            .toList();
    return missing.isEmpty()
        ? conditions.holds(PlacementStatus.APPLIED, "Applied")
        : conditions.fails(
            PlacementStatus.APPLIED,
            "NotEverywhere",
            "not yet as decided in " + String.join(", ", missing));
  }

  /// The status of the placed object: sums over the members. What is out of reach is still counted
  /// as there, but not as ready.
  ObjectNode workload(Target target, PlacementStatus status, ApiObject object) {
    ObjectNode sum = Json.object();
    boolean allSeen =
        target.spec().targetGeneration() == object.generation()
            && status.clusters().stream()
                .allMatch(
                    part -> Boolean.TRUE.equals(part.applied()) || isWrittenOff(target, part));
    long observed = Json.number(object.json(), 0, "status", "observedGeneration");
    sum.put("replicas", total(status, ClusterPart::replicas, Counted.ALL));
    putPositive(sum, "fullyLabeledReplicas", total(status, ClusterPart::fullyLabeled, Counted.ALL));
    putPositive(sum, "readyReplicas", total(status, ClusterPart::ready, Counted.CONFIRMED));
    putPositive(sum, "availableReplicas", total(status, ClusterPart::available, Counted.CONFIRMED));
    long now = allSeen ? object.generation() : observed;
    if (now > 0) {
      sum.put("observedGeneration", now);
    }
    conditions(status, sum);
    return sum;
  }

  /// A member that is away and has no share in the decision cannot keep it from being observed.
  private static boolean isWrittenOff(Target target, ClusterPart part) {
    return part.applied() == null && target.destination(part.cluster()).isEmpty();
  }

  private enum Counted {
    ALL,
    CONFIRMED
  }

  private interface Number {
    @Nullable Integer of(ClusterPart part);
  }

  private static int total(PlacementStatus status, Number number, Counted counted) {
    return status.clusters().stream()
        .filter(part -> counted == Counted.ALL || part.applied() != null)
        .mapToInt(part -> Objects.requireNonNullElse(number.of(part), 0))
        .sum();
  }

  private static void putPositive(ObjectNode status, String field, int value) {
    if (value > 0) {
      status.put(field, value);
    }
  }

  /// Only what is wrong is told on the object itself; the Placement has the rest.
  private static void conditions(PlacementStatus status, ObjectNode sum) {
    ArrayNode told = Json.object().arrayNode();
    for (Condition condition : status.conditions()) {
      if (condition.status().equals(Conditions.FALSE)) {
        switch (condition.type()) {
          case PlacementStatus.SCHEDULED -> tell(told, PLACED, condition);
          case PlacementStatus.APPLIED -> {
            if (status.clusters().stream().anyMatch(StatusReport::isWrong)) {
              tell(told, IN_MEMBERS, condition);
            }
          }
          default -> {} // the Placement has none but these
        }
      }
    }
    if (!told.isEmpty()) {
      sum.set("conditions", told);
    }
  }

  /// What takes its ordinary time is not wrong.
  private static boolean isWrong(ClusterPart part) {
    String reason = part.reason();
    return reason != null && !ON_ITS_WAY.contains(reason);
  }

  private static void tell(ArrayNode told, String type, Condition condition) {
    told.addObject()
        .put("type", type)
        .put("status", Conditions.FALSE)
        .put("lastTransitionTime", condition.lastTransitionTime())
        .put("reason", condition.reason())
        .put("message", condition.message());
  }

  /// Whether two statuses say the same, whatever the types of their numbers in memory.
  static boolean isSame(@Nullable JsonNode left, JsonNode right) {
    return left != null && right.equals(StatusReport::compareLeaves, left);
  }

  private static int compareLeaves(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }

  /// Whether two statuses say the same; that a number was confirmed once more is not worth a write.
  static boolean sameButForTimes(PlacementStatus left, PlacementStatus right) {
    return withoutTimes(left).equals(withoutTimes(right));
  }

  private static PlacementStatus withoutTimes(PlacementStatus status) {
    List<ClusterPart> clusters =
        status.clusters().stream()
            .map(p ->
                new ClusterPart(
                    p.cluster(),
                    p.applied(),
                    p.replicas(),
                    p.fullyLabeled(),
                    p.ready(),
                    p.available(),
                    p.unschedulable(),
                    null,
                    p.reason(),
                    p.message()))
            .toList();
    return new PlacementStatus(status.observedGeneration(), status.conditions(), clusters);
  }
}
