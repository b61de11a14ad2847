package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The cluster as the simulation sees it: nodes with what is taken of them, pods, ReplicaSets.
/// Owned by the simulation's loop; not thread-safe.
final class ClusterModel {
  private final Map<String, NodeView> nodes = new TreeMap<>();
  private final Map<String, Room> taken = new HashMap<>();
  private final Map<NamespacedName, PodView> pods = new LinkedHashMap<>();

  /// Pods by the uid of their controller; those without one are under the empty text.
  private final Map<String, Map<NamespacedName, PodView>> byController = new HashMap<>();

  /// Nodes of pods, by the pod's uid, that were given but are not seen in the API yet.
  private final Map<String, String> assumed = new HashMap<>();

  private final Map<NamespacedName, PodView> waiting = new LinkedHashMap<>();
  private final Map<NamespacedName, ReplicaSetView> replicaSets = new HashMap<>();
  private final Map<String, NamespacedName> replicaSetKeys = new HashMap<>();

  Collection<NodeView> nodes() {
    return nodes.values();
  }

  @Nullable NodeView node(String name) {
    return nodes.get(name);
  }

  void putNode(NodeView node) {
    nodes.put(node.name(), node);
  }

  @Nullable NodeView removeNode(String name) {
    return nodes.remove(name);
  }

  /// What pods take of a node.
  Room taken(String node) {
    return taken.getOrDefault(node, Room.NONE);
  }

  @Nullable PodView pod(NamespacedName key) {
    return pods.get(key);
  }

  Collection<PodView> pods() {
    return pods.values();
  }

  /// Counts a pod on a node from now on, though the API may not show it yet.
  void assume(PodView pod, String node) {
    assumed.put(pod.uid(), node);
    putPod(pod);
  }

  /// Whether a pod has its node only by assumption.
  boolean isAssumed(PodView pod) {
    return assumed.containsKey(pod.uid());
  }

  /// The pod got no node after all.
  void retract(PodView pod) {
    if (assumed.remove(pod.uid()) != null) {
      PodView now = pods.get(pod.key());
      if (now != null && now.uid().equals(pod.uid())) {
        putPod(now.on(""));
      }
    }
  }

  @Nullable PodView putPod(PodView seen) {
    PodView pod = withAssumption(seen);
    PodView before = pods.get(pod.key());
    take(pod.key());
    pods.put(pod.key(), pod);
    byController
        .computeIfAbsent(pod.controller(), uid -> new LinkedHashMap<>())
        .put(pod.key(), pod);
    if (takesRoom(pod)) {
      taken.merge(pod.node(), pod.requests(), Room::plus);
    }
    if (pod.waitsForNode()) {
      waiting.put(pod.key(), pod);
    }
    return before;
  }

  private PodView withAssumption(PodView pod) {
    if (!pod.node().isEmpty()) {
      assumed.remove(pod.uid()); // the API shows it
      return pod;
    }
    String node = assumed.get(pod.uid());
    return node == null ? pod : pod.on(node);
  }

  @Nullable PodView removePod(NamespacedName key) {
    PodView pod = take(key);
    if (pod != null) {
      assumed.remove(pod.uid());
    }
    return pod;
  }

  private @Nullable PodView take(NamespacedName key) {
    PodView pod = pods.remove(key);
    if (pod == null) {
      return null;
    }
    waiting.remove(key);
    Map<NamespacedName, PodView> siblings = byController.get(pod.controller());
    if (siblings != null) {
      siblings.remove(key);
      if (siblings.isEmpty()) {
        byController.remove(pod.controller());
      }
    }
    if (takesRoom(pod)) {
      taken.merge(pod.node(), pod.requests(), Room::minus);
    }
    return pod;
  }

  /// A pod that is being stopped takes its room until it is gone.
  private static boolean takesRoom(PodView pod) {
    return !pod.node().isEmpty() && pod.phase() == PodView.Phase.ACTIVE;
  }

  /// Pods that need a node, in the order in which they came.
  List<PodView> waiting() {
    return new ArrayList<>(waiting.values());
  }

  /// The pods that the owner with this uid controls.
  Collection<PodView> controlledBy(String uid) {
    return byController.getOrDefault(uid, Map.of()).values();
  }

  /// Pods that nobody controls.
  Collection<PodView> uncontrolled() {
    return controlledBy("");
  }

  @Nullable ReplicaSetView replicaSet(NamespacedName key) {
    return replicaSets.get(key);
  }

  @Nullable ReplicaSetView replicaSet(String uid) {
    NamespacedName key = replicaSetKeys.get(uid);
    return key == null ? null : replicaSets.get(key);
  }

  Collection<ReplicaSetView> replicaSets() {
    return replicaSets.values();
  }

  @Nullable ReplicaSetView putReplicaSet(ReplicaSetView replicaSet) {
    ReplicaSetView before = removeReplicaSet(replicaSet.key());
    replicaSets.put(replicaSet.key(), replicaSet);
    replicaSetKeys.put(replicaSet.uid(), replicaSet.key());
    return before;
  }

  @Nullable ReplicaSetView removeReplicaSet(NamespacedName key) {
    ReplicaSetView before = replicaSets.remove(key);
    if (before != null) {
      replicaSetKeys.remove(before.uid());
    }
    return before;
  }
}
