package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// A scheduler's mind with a clock that the tests move, and what it is told.
abstract class OnADecider {
  static final ObjectRef WEB = ref("web");

  /// Patience ends before a member's grace period, so that the two can be told apart.
  static final SchedulerConfig CONFIG =
      SchedulerConfig.DEFAULT.withPendingPatience(Duration.ofSeconds(30));

  Instant now = Instant.parse("2026-01-01T12:00:00Z");
  Decider decider = new Decider(CONFIG, () -> now);

  static ObjectRef ref(String name) {
    return new ObjectRef(PropagatedKinds.REPLICA_SETS.kind(), new NamespacedName("default", name));
  }

  static Workload workload(ObjectRef object, int replicas) {
    return PropagatedKinds.REPLICA_SETS.workload(
        TestFederation.replicaSet("default", object.key().name(), replicas));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Decider.Concerned cluster(String name, int room, String ready) {
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", name);
    ClusterStatus status =
        new ClusterStatus(
            List.of(new Condition("Ready", ready, null, now.toString(), "Test", "")),
            null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(new ClusterStatus.FreeRoom(1, Map.of("cpu", room * 100 + "m", "pods", "1000"))),
            List.of(),
            now.toString());
    cluster.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status));
    return decider.clusterChanged(cluster);
  }

  Current place(ObjectRef object, int replicas, Current current) {
    Outcome outcome =
        decider
            .decide(object, workload(object, replicas), current, () -> true)
            .orElseThrow()
            .outcome();
    if (outcome instanceof Outcome.Placed placed) {
      return Current.of(placed.spec(), current.status());
    }
    throw new AssertionError(outcome);
  }

  Current report(
      ObjectRef object, Current current, Map<String, Integer> made, Map<String, Integer> ready) {
    return report(object, current, status(made, ready));
  }

  Current report(ObjectRef object, Current current, PlacementStatus status) {
    Current reported = Current.of(current.spec(), status);
    decider.reported(object, reported);
    return reported;
  }

  Current placement(
      Map<String, Integer> assigned, Map<String, Integer> made, Map<String, Integer> ready) {
    ApiObject placement = ApiObject.of(Federation.PLACEMENT, "default", "p");
    var destinations = placement.json().putObject("spec").putArray("destClusters");
    assigned.forEach(
        (cluster, n) -> destinations.addObject().put("cluster", cluster).put("replicas", n));
    placement.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status(made, ready)));
    return Current.of(Optional.of(placement));
  }

  PlacementStatus status(Map<String, Integer> made, Map<String, Integer> ready) {
    return status(made, ready, Map.of());
  }

  PlacementStatus status(
      Map<String, Integer> made, Map<String, Integer> ready, Map<String, Integer> unschedulable) {
    List<ClusterPart> parts = new ArrayList<>();
    new TreeMap<>(made)
        .forEach((cluster, n) ->
            parts.add(
                new ClusterPart(
                    cluster,
                    true,
                    n,
                    n,
                    ready.get(cluster),
                    null,
                    unschedulable.get(cluster),
                    now.toString(),
                    null,
                    null)));
    return new PlacementStatus(1, List.of(), parts);
  }
}
