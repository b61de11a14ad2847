package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the parts of a cluster need of a pod. Immutable.
///
/// @param controller uid of the owner that controls it; empty when it has none
/// @param replicaSets uids of the ReplicaSets that own it
/// @param otherOwners whether anything else owns it
/// @param node where it runs; empty while it has no node
/// @param running whether its containers were started
/// @param readySince when it became ready; meaningful only when it is
/// @param schedulable whether it waits for a scheduler, and for the usual one
/// @param refused whether it says that no node has room for it
/// @param address its IP; empty before it runs
record PodView(
    NamespacedName key,
    String uid,
    long version,
    Map<String, String> labels,
    String controller,
    List<String> replicaSets,
    boolean otherOwners,
    String node,
    Phase phase,
    boolean running,
    boolean ready,
    Instant readySince,
    boolean terminating,
    boolean schedulable,
    boolean refused,
    Room requests,
    Map<String, String> nodeSelector,
    List<Taint.Toleration> tolerations,
    long deletionCost,
    Instant created,
    String address) {

  private static final String DEFAULT_SCHEDULER = "default-scheduler";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  /// How far a pod has come.
  enum Phase {
    /// Not started yet, or running.
    ACTIVE,
    /// Succeeded or failed: it takes no room any more.
    FINISHED
  }

  static PodView of(ApiObject pod) {
    ObjectNode json = pod.json();
    List<OwnerReference> owners = pod.ownerReferences();
    String phase = Json.text(json, "status", "phase");
    String scheduler = Json.text(json, "spec", "schedulerName");
    JsonNode gates = Json.at(json, "spec", "schedulingGates");
    return new PodView(
        pod.key(),
        pod.uid(),
        version(pod),
        Map.copyOf(pod.labels()),
        owners.stream()
            .filter(OwnerReference::controller)
            .map(OwnerReference::uid)
            .findFirst()
            .orElse(""),
        owners.stream().filter(PodView::isReplicaSet).map(OwnerReference::uid).toList(),
        !owners.stream().allMatch(PodView::isReplicaSet),
        Json.text(json, "spec", "nodeName"),
        phase.equals("Succeeded") || phase.equals("Failed") ? Phase.FINISHED : Phase.ACTIVE,
        phase.equals("Running"),
        Conditions.isTrue(json, "Ready"),
        Conditions.since(json, "Ready"),
        pod.isTerminating(),
        (gates == null || gates.isEmpty())
            && (scheduler.isEmpty() || scheduler.equals(DEFAULT_SCHEDULER)),
        Json.text(Conditions.find(json, "PodScheduled"), "reason").equals("Unschedulable"),
        requests(json),
        Json.strings(Json.at(json, "spec", "nodeSelector")),
        Taint.Toleration.listOf(Json.at(json, "spec", "tolerations")),
        deletionCost(pod),
        pod.creationTimestamp().orElse(Instant.EPOCH),
        Json.text(json, "status", "podIP"));
  }

  private static boolean isReplicaSet(OwnerReference owner) {
    return owner.kind().equals("ReplicaSet") && owner.apiVersion().startsWith("apps/");
  }

  /// Kubernetes promises since 1.35 that versions are numbers that grow.
  static long version(ApiObject object) {
    String version = object.resourceVersion();
    return version.isEmpty() ? 0 : Long.parseLong(version);
  }

  private static long deletionCost(ApiObject pod) {
    String cost = pod.annotations().getOrDefault(DELETION_COST, "0");
    try {
      return Integer.parseInt(cost);
    } catch (NumberFormatException malformed) {
      return 0; // as in Kubernetes: a cost that cannot be read counts as none
    }
  }

  /// All containers together, or the largest init container where that is more.
  private static Room requests(ObjectNode pod) {
    Room containers = Room.NONE;
    for (JsonNode container : list(pod, "containers")) {
      containers = containers.plus(requestsOf(container));
    }
    Room most = containers;
    for (JsonNode container : list(pod, "initContainers")) {
      most = most.max(requestsOf(container));
    }
    return new Room(most.cpuMillis(), most.memoryBytes(), 1);
  }

  private static Room requestsOf(JsonNode container) {
    return Room.ofResources(Json.at(container, "resources", "requests"));
  }

  private static Iterable<JsonNode> list(ObjectNode pod, String field) {
    JsonNode list = Json.at(pod, "spec", field);
    return list == null ? List.of() : list;
  }

  boolean active() {
    return phase == Phase.ACTIVE && !terminating;
  }

  boolean waitsForNode() {
    return active() && node.isEmpty() && schedulable;
  }

  PodView on(String chosenNode) {
    return new PodView(
        key,
        uid,
        version,
        labels,
        controller,
        replicaSets,
        otherOwners,
        chosenNode,
        phase,
        running,
        ready,
        readySince,
        terminating,
        schedulable,
        refused,
        requests,
        nodeSelector,
        tolerations,
        deletionCost,
        created,
        address);
  }
}
