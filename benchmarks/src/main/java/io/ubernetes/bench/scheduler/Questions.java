package io.ubernetes.bench.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.PodRequest;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.DecisionRequest;
import io.ubernetes.scheduler.engine.FreeRoom;
import io.ubernetes.scheduler.engine.MemberCluster;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.PlacementEngine;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.PolicyBinding;
import io.ubernetes.scheduler.engine.PolicyIndex;
import io.ubernetes.scheduler.engine.Workload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the placement engine is asked in a run: workloads of a policy with a selector for clusters,
/// a spread over regions and a division by free room. Immutable.
final class Questions {

  private static final int REGIONS = 10;
  private static final int WORKLOADS = 256;
  private static final int ROOM_STEPS = 7;
  private static final long PODS_PER_GROUP = 40_000;

  private static final String POLICY =
      """
      {"metadata": {"name": "bench", "namespace": "default"},
       "spec": {
         "resourceSelectors": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
                                "labelSelector": {"matchLabels": {"app": "web"}}}],
         "clusterAffinity": {"labelSelector": {"matchLabels": {"tier": "gold"}}},
         "spreadConstraints": [{"topologyKey": "region", "minGroups": 2, "maxGroups": 5}],
         "replicas": {"strategy": "FreeRoom"}}}
      """;

  private final List<MemberCluster> clusters = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private final PolicyIndex policies =
      new PolicyIndex(List.of(Policy.of(ApiObject.parse(POLICY.getBytes(StandardCharsets.UTF_8)))));

  /// @param clusterCount how many members there are
  Questions(int clusterCount) {
    for (int i = 0; i < clusterCount; i++) {
      clusters.add(cluster(i));
    }
    PodRequest pod = PodRequest.of(Map.of("cpu", "100m"));
    for (int i = 0; i < WORKLOADS; i++) {
      workloads.add(
          new Workload(
              GroupVersionKind.of("apps/v1", "ReplicaSet"),
              new NamespacedName("default", "web-" + i),
              "uid-" + i,
              1,
              Map.of("app", "web"),
              1 + i % 50,
              Optional.of(pod),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private static MemberCluster cluster(int number) {
    List<FreeRoom.Group> groups = new ArrayList<>();
    for (int g = 0; g < ROOM_STEPS; g++) {
      long millis = 1000L * 100 * (1 + (number + g) % ROOM_STEPS);
      groups.add(
          new FreeRoom.Group(
              10, new TreeMap<>(Map.of("cpu", millis, PodRequest.PODS, PODS_PER_GROUP))));
    }
    return new MemberCluster(
        "cluster-%04d".formatted(number),
        Map.of("tier", number % 4 == 0 ? "silver" : "gold"),
        new MemberCluster.Place("bench", "region-" + number % REGIONS, "zone-" + number),
        List.of(),
        false,
        ClusterState.READY,
        new FreeRoom(groups),
        Set.of("apps/v1"));
  }

  /// Decides on one of the workloads.
  ///
  /// @param number any; workloads come round again
  /// @throws IllegalStateException when it finds no place, as then something else is measured
  Outcome.Placed decide(int number) {
    Workload workload = workloads.get(Math.floorMod(number, WORKLOADS));
    PolicyBinding binding = PolicyBinding.of(workload, policies, PolicyIndex.EMPTY);
    Outcome outcome =
        PlacementEngine.decide(new DecisionRequest(workload, binding, clusters, Map.of()));
    if (!(outcome instanceof Outcome.Placed placed) || placed.isShort()) {
      throw new IllegalStateException("not placed: " + outcome);
    }
    return placed;
  }
}
