package io.ubernetes.controllers.status;

import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.Problems;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the status of a Placement and of its object together from what the members show. Reads
/// only.
public final class StatusReport {

  /// A condition of the placed object itself: whether all of it has a place.
  static final String PLACED = Federation.GROUP + "/Placed";

  private static final String TRUE = "True";
  private static final String FALSE = "False";

  private final MemberParts parts;
  private final Problems problems;
  private final InstantSource clock;

  public StatusReport(MemberParts parts, Problems problems, InstantSource clock) {
    this.parts = parts;
    this.problems = problems;
    this.clock = clock;
  }

  PlacementStatus placement(Target target) {
    List<ClusterPart> clusters = new ArrayList<>();
    for (String cluster : target.clusters()) {
      part(target, cluster).ifPresent(clusters::add);
    }
    List<Condition> conditions = List.of(scheduled(target), applied(target, clusters));
    return new PlacementStatus(target.placement().generation(), conditions, clusters);
  }

  /// @return empty when the cluster neither holds a part nor shall hold one
  private Optional<ClusterPart> part(Target target, String cluster) {
    boolean wanted = target.destination(cluster).isPresent();
    Optional<Instant> confirmed = parts.confirmed(cluster, target.resource());
    Optional<ClusterPart> before = target.part(cluster);
    Optional<Problems.Problem> problem = problems.of(target.placement().key(), cluster);
    if (confirmed.isEmpty()) {
      return before
          .map(last -> unreachable(last))
          .or(() -> wanted ? Optional.of(unknown(cluster)) : Optional.empty());
    }
    Optional<ApiObject> held = parts.part(cluster, target.resource(), target.key());
    if (held.isEmpty() && !wanted) {
      return Optional.empty();
    }
    int replicas = held.map(p -> count(p, "replicas")).orElse(0);
    Integer asked = target.destination(cluster).map(d -> d.replicas()).orElse(0);
    boolean applied =
        problem.isEmpty()
            && held.isPresent()
            && (asked == null || Json.number(held.get().json(), 1, "spec", "replicas") == asked)
            && isCurrent(target, held.get());
    return Optional.of(
        new ClusterPart(
            cluster,
            applied,
            replicas,
            held.map(p -> count(p, "fullyLabeledReplicas")).orElse(0),
            held.map(p -> count(p, "readyReplicas")).orElse(0),
            held.map(p -> count(p, "availableReplicas")).orElse(0),
            seconds(confirmed.get()),
            problem.map(Problems.Problem::reason).orElse(null),
            problem.map(Problems.Problem::message).orElse(null)));
  }

  /// Whether a part is of the generation that was decided on, and its controller has seen it.
  private static boolean isCurrent(Target target, ApiObject part) {
    String generation = part.annotations().get(Federation.SOURCE_GENERATION_ANNOTATION);
    return Long.toString(target.spec().targetGeneration()).equals(generation)
        && Json.number(part.json(), 0, "status", "observedGeneration") >= part.generation();
  }

  private static ClusterPart unreachable(ClusterPart last) {
    return new ClusterPart(
        last.cluster(),
        null,
        last.replicas(),
        last.fullyLabeled(),
        last.ready(),
        last.available(),
        last.asOf(),
        "Unreachable",
        "the member does not answer; the numbers are its last");
  }

  private static ClusterPart unknown(String cluster) {
    return new ClusterPart(
        cluster, null, null, null, null, null, null, "Unreachable", "the member does not answer");
  }

  private static int count(ApiObject part, String field) {
    return (int) Json.number(part.json(), 0, "status", field);
  }

  private Condition scheduled(Target target) {
    int unplaced = Objects.requireNonNullElse(target.spec().unplaced(), 0);
    return unplaced == 0
        ? condition(target, PlacementStatus.SCHEDULED, TRUE, "Scheduled", "")
        : condition(
            target,
            PlacementStatus.SCHEDULED,
            FALSE,
            "InsufficientRoom",
            "%d of %d replicas have no room in any cluster that may be used"
                .formatted(unplaced, Objects.requireNonNullElse(target.spec().replicas(), 0)));
  }

  private Condition applied(Target target, List<ClusterPart> clusters) {
    List<String> missing =
        clusters.stream()
            .filter(part -> !Boolean.TRUE.equals(part.applied()))
            .map(part ->
                part.reason() == null ? part.cluster() : part.cluster() + ": " + part.reason())
            .toList();
    return missing.isEmpty()
        ? condition(target, PlacementStatus.APPLIED, TRUE, "Applied", "")
        : condition(
            target,
            PlacementStatus.APPLIED,
            FALSE,
            "NotEverywhere",
            "not yet as decided in " + String.join(", ", missing));
  }

  private Condition condition(
      Target target, String type, String status, String reason, String message) {
    Optional<Condition> before =
        target.status().conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    String since =
        before
            .filter(c -> c.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> seconds(clock.instant()));
    return new Condition(type, status, target.placement().generation(), since, reason, message);
  }

  /// The status of the placed object: sums over the members. What is out of reach is still counted
  /// as there, but not as ready.
  ObjectNode workload(Target target, PlacementStatus status, ApiObject object) {
    ObjectNode sum = Json.object();
    boolean allSeen =
        target.spec().targetGeneration() == object.generation()
            && status.clusters().stream().allMatch(p -> Boolean.TRUE.equals(p.applied()));
    long observed = Json.number(object.json(), 0, "status", "observedGeneration");
    sum.put("replicas", total(status, ClusterPart::replicas, Counted.ALL));
    putPositive(sum, "fullyLabeledReplicas", total(status, ClusterPart::fullyLabeled, Counted.ALL));
    putPositive(sum, "readyReplicas", total(status, ClusterPart::ready, Counted.CONFIRMED));
    putPositive(sum, "availableReplicas", total(status, ClusterPart::available, Counted.CONFIRMED));
    long now = allSeen ? object.generation() : observed;
    if (now > 0) {
      sum.set("observedGeneration", number(now));
    }
    conditions(status, sum);
    return sum;
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
        .filter(part -> counted == Counted.ALL || !"Unreachable".equals(part.reason()))
        .mapToInt(part -> Objects.requireNonNullElse(number.of(part), 0))
        .sum();
  }

  private static void putPositive(ObjectNode status, String field, int value) {
    if (value > 0) {
      status.put(field, value);
    }
  }

  private static tools.jackson.databind.JsonNode number(long value) {
    return value <= Integer.MAX_VALUE
        ? Json.object().numberNode((int) value)
        : Json.object().numberNode(value);
  }

  /// Only what is wrong is told on the object itself; the Placement has the rest.
  private static void conditions(PlacementStatus status, ObjectNode sum) {
    Optional<Condition> unscheduled =
        status.conditions().stream()
            .filter(c -> c.type().equals(PlacementStatus.SCHEDULED) && c.status().equals(FALSE))
            .findFirst();
    if (unscheduled.isEmpty()) {
      return;
    }
    ArrayNode conditions = sum.putArray("conditions");
    ObjectNode condition = conditions.addObject();
    condition.put("type", PLACED).put("status", FALSE);
    condition.put("lastTransitionTime", unscheduled.get().lastTransitionTime());
    condition.put("reason", unscheduled.get().reason());
    condition.put("message", unscheduled.get().message());
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
                    null,
                    p.reason(),
                    p.message()))
            .toList();
    return new PlacementStatus(status.observedGeneration(), status.conditions(), clusters);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
