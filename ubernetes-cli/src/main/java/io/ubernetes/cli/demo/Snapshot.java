package io.ubernetes.cli.demo;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A ReplicaSet and its parts in the members, as the federation tells of them at one moment.
///
/// @param wanted replicas that the ReplicaSet asks for
/// @param ready replicas of it that are ready
/// @param rows one for each member, by name
record Snapshot(String name, long wanted, long ready, List<Row> rows) {

  /// One member.
  ///
  /// @param freeCpu what its nodes have left, as Kubernetes writes quantities
  /// @param placed replicas that the scheduler gives to it
  /// @param ready replicas that are ready in it
  record Row(
      String member,
      String region,
      String state,
      long nodes,
      String freeCpu,
      int placed,
      int ready) {}

  /// Empty when there is no such ReplicaSet.
  static Optional<Snapshot> read(ApiClient federationClient, NamespacedName replicaSet) {
    Optional<ApiObject> object = federationClient.get(ApiResources.REPLICA_SETS, replicaSet);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<ApiObject> placement =
        federationClient.get(
            ApiResources.PLACEMENTS,
            new NamespacedName(
                replicaSet.namespace(),
                PlacementNames.of(new GroupResource("apps", "replicasets"), replicaSet.name())));
    List<Row> rows =
        federationClient.list(ApiResources.CLUSTERS).items().stream()
            .map(cluster -> row(cluster, placement))
            .sorted(Comparator.comparing(Row::member))
            .toList();
    return Optional.of(
        new Snapshot(
            replicaSet.name(),
            Json.number(object.get().spec(), 1, "replicas"),
            Json.number(object.get().status(), 0, "readyReplicas"),
            rows));
  }

  boolean isComplete() {
    return wanted == ready;
  }

  private static Row row(ApiObject cluster, Optional<ApiObject> placement) {
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    String region = Federation.spec(cluster, ClusterSpec.class).region();
    return new Row(
        cluster.name(),
        region == null ? "" : region,
        status.isReady() ? "Ready" : "NotReady",
        status.nodes() == null ? 0 : status.nodes().ready(),
        freeCpu(status),
        placement.map(p -> placed(p, cluster.name())).orElse(0),
        placement.map(p -> ready(p, cluster.name())).orElse(0));
  }

  private static int placed(ApiObject placement, String cluster) {
    return Federation.spec(placement, PlacementSpec.class).destClusters().stream()
        .filter(part -> part.cluster().equals(cluster) && part.replicas() != null)
        .mapToInt(part -> part.replicas() == null ? 0 : part.replicas())
        .sum();
  }

  private static int ready(ApiObject placement, String cluster) {
    return Federation.status(placement, PlacementStatus.class).clusters().stream()
        .filter(part -> part.cluster().equals(cluster))
        .mapToInt(PlacementStatus.ClusterPart::ready)
        .sum();
  }

  private static String freeCpu(ClusterStatus status) {
    Quantity all = Quantity.parse(status.allocatable().getOrDefault("cpu", "0"));
    Quantity used = Quantity.parse(status.requested().getOrDefault("cpu", "0"));
    return all.subtract(used).toString();
  }
}
