package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.PodRequest;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the engine's tests start from: members in which one pod of the workload takes one of
/// `pods`.
final class Given {

  static final GroupVersionKind REPLICA_SET = GroupVersionKind.of("apps/v1", "ReplicaSet");
  static final NamespacedName WEB = new NamespacedName("default", "web");

  private Given() {}

  static Workload web(int replicas) {
    return new Workload(
        REPLICA_SET,
        WEB,
        "uid-1",
        1,
        Map.of(),
        replicas,
        Optional.of(PodRequest.of(Map.of())),
        Optional.empty(),
        Optional.empty());
  }

  static Workload web(int replicas, PodRequest pod) {
    return new Workload(
        REPLICA_SET,
        WEB,
        "uid-1",
        1,
        Map.of(),
        replicas,
        Optional.of(pod),
        Optional.empty(),
        Optional.empty());
  }

  static Workload annotated(int replicas, String preferences) {
    return new Workload(
        REPLICA_SET,
        WEB,
        "uid-1",
        1,
        Map.of(),
        replicas,
        Optional.of(PodRequest.of(Map.of())),
        Optional.of(preferences),
        Optional.empty());
  }

  static Workload choosing(String clusterSelector) {
    return new Workload(
        REPLICA_SET,
        WEB,
        "uid-1",
        1,
        Map.of(),
        1,
        Optional.of(PodRequest.of(Map.of())),
        Optional.empty(),
        Optional.of(clusterSelector));
  }

  static Workload labelled(Map<String, String> labels) {
    return new Workload(
        REPLICA_SET,
        WEB,
        "uid-1",
        1,
        labels,
        1,
        Optional.of(PodRequest.of(Map.of())),
        Optional.empty(),
        Optional.empty());
  }

  static FreeRoom room(int pods) {
    return new FreeRoom(
        List.of(new FreeRoom.Group(1, new TreeMap<>(Map.of(PodRequest.PODS, pods * 1000L)))));
  }

  static MemberCluster cluster(String name, int room) {
    return new MemberCluster(
        name,
        Map.of(),
        MemberCluster.Place.UNKNOWN,
        List.of(),
        false,
        ClusterState.READY,
        room(room),
        Set.of("v1", "apps/v1"));
  }

  /// With one node that has so many cores, and room for any number of pods.
  static MemberCluster cpus(String name, int cores) {
    return cluster(name, 0)
        .withFreeRoom(
            new FreeRoom(
                List.of(
                    new FreeRoom.Group(
                        1,
                        new TreeMap<>(
                            Map.of("cpu", cores * 1000L, PodRequest.PODS, 1_000_000L))))));
  }

  static MemberCluster tainted(MemberCluster cluster, String effect) {
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        cluster.place(),
        List.of(new Taint("k", "v", effect)),
        false,
        cluster.state(),
        cluster.freeRoom(),
        cluster.apiVersions());
  }

  static ClusterPreference preference(
      @Nullable Integer weight, @Nullable Integer min, @Nullable Integer max) {
    return new ClusterPreference(weight == null ? null : Long.valueOf(weight), min, max);
  }

  static PolicyBinding policy(boolean rebalance, Map<String, ClusterPreference> preferences) {
    Policy policy =
        new Policy(
            new NamespacedName("default", "p"),
            1,
            0,
            List.of(),
            Rules.NONE.withDivision(new ReplicaDivision(preferences, rebalance)),
            Optional.empty());
    return new PolicyBinding(Optional.of(policy), List.of(), Optional.empty());
  }

  static Policy policy(String json) {
    return Policy.of(ApiObject.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  /// Bound to a policy with that spec; quotes may be single.
  static PolicyBinding bound(String spec) {
    Policy policy =
        policy(
            "{'metadata': {'name': 'p', 'namespace': 'default'}, 'spec': {"
                .concat(spec)
                .concat("}}")
                .replace('\'', '"'));
    assertThat(policy.defect()).isEmpty();
    return new PolicyBinding(Optional.of(policy), List.of(), Optional.empty());
  }

  static MemberCluster in(MemberCluster cluster, String region, String zone) {
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        new MemberCluster.Place(null, region, zone),
        cluster.taints(),
        cluster.terminating(),
        cluster.state(),
        cluster.freeRoom(),
        cluster.apiVersions());
  }

  static MemberCluster tainted(MemberCluster cluster, Taint taint) {
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        cluster.place(),
        List.of(taint),
        false,
        cluster.state(),
        cluster.freeRoom(),
        cluster.apiVersions());
  }

  static PlacementSpec decide(
      Workload workload,
      PolicyBinding binding,
      List<MemberCluster> clusters,
      Map<String, Holding> holdings) {
    Outcome outcome =
        PlacementEngine.decide(new DecisionRequest(workload, binding, clusters, holdings));
    if (outcome instanceof Outcome.Placed placed) {
      return placed.spec();
    }
    throw new AssertionError(outcome);
  }

  static PlacementSpec decide(Workload workload, List<MemberCluster> clusters) {
    return decide(workload, PolicyBinding.NONE, clusters, Map.of());
  }

  static Map<String, Integer> replicas(PlacementSpec spec) {
    Map<String, Integer> replicas = new TreeMap<>();
    spec.destClusters()
        .forEach(d -> replicas.put(d.cluster(), d.replicas() == null ? -1 : d.replicas()));
    return replicas;
  }

  static Map<String, Holding> assigned(Map<String, Integer> replicas) {
    Map<String, Holding> holdings = new HashMap<>();
    replicas.forEach((cluster, n) -> holdings.put(cluster, Holding.starting(n, 0)));
    return holdings;
  }

  static String reason(PlacementSpec spec, String cluster) {
    return spec.decisions().stream()
        .filter(d -> d.cluster().equals(cluster))
        .map(ClusterDecision::reason)
        .findFirst()
        .orElse("none");
  }

  static JsonNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
