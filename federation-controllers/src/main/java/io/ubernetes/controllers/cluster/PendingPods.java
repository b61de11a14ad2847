package io.ubernetes.controllers.cluster;

import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The pods that members have made and have no room for, counted by the propagated object that they
/// belong to. They are told apart from pods that are slow to start by what the member's own
/// scheduler says of them (condition `PodScheduled`, reason `Unschedulable`). Thread-safe.
public final class PendingPods {

  private static final String OWNER = "waitsFor";
  private static final String HASH_LABEL = "pod-template-hash";

  private final Map<String, Counts> byCluster = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, Placed>> listeners = new CopyOnWriteArrayList<>();

  /// Is told the cluster and the object whenever a number changes. Must be quick.
  public void addListener(BiConsumer<String, Placed> listener) {
    listeners.add(listener);
  }

  /// @return empty while the cluster's pods are not known
  public OptionalInt of(String cluster, Placed placed) {
    Counts counts = byCluster.get(cluster);
    return counts == null || !counts.pods.hasSynced()
        ? OptionalInt.empty()
        : OptionalInt.of(counts.of(placed));
  }

  /// Counts the pods of a cluster from now on.
  ///
  /// @param pods as [#mark] has prepared them
  void follow(String cluster, Informer pods) {
    Counts counts = new Counts(cluster, pods);
    byCluster.put(cluster, counts);
    pods.addHandler(counts);
  }

  void forget(String cluster) {
    byCluster.remove(cluster);
  }

  /// Notes in what is kept of a pod to which object it belongs, if it waits for room.
  static void mark(ApiObject pod, ObjectNode kept) {
    if (isUnschedulable(pod)) {
      owner(pod)
          .ifPresent(owner ->
              kept.putObject(OWNER)
                  .put("kind", owner.resource().kind().kind())
                  .put("name", owner.key().name()));
    }
  }

  /// Whether the member's scheduler has still to look at a pod.
  static boolean isUndecided(ApiObject pod) {
    return isWaiting(pod) && scheduled(pod).isEmpty();
  }

  private static boolean isUnschedulable(ApiObject pod) {
    return isWaiting(pod)
        && scheduled(pod)
            .filter(condition -> Json.text(condition, "status").equals("False"))
            .filter(condition -> Json.text(condition, "reason").equals("Unschedulable"))
            .isPresent();
  }

  private static boolean isWaiting(ApiObject pod) {
    return !pod.isTerminating() && Json.text(pod.json(), "spec", "nodeName").isEmpty();
  }

  private static Optional<JsonNode> scheduled(ApiObject pod) {
    JsonNode conditions = Json.at(pod.json(), "status", "conditions");
    if (conditions != null) {
      for (JsonNode condition : conditions) {
        if (Json.text(condition, "type").equals("PodScheduled")) {
          return Optional.of(condition);
        }
      }
    }
    return Optional.empty();
  }

  /// The propagated object that controls a pod, be it through a ReplicaSet that a Deployment has
  /// made for one of its templates and named after it.
  private static Optional<Placed> owner(ApiObject pod) {
    Optional<OwnerReference> controller =
        pod.ownerReferences().stream().filter(OwnerReference::controller).findFirst();
    if (controller.isEmpty()) {
      return Optional.empty();
    }
    String kind = controller.get().kind();
    String name = controller.get().name();
    String suffix = "-" + pod.labels().getOrDefault(HASH_LABEL, "");
    if (kind.equals("ReplicaSet") && suffix.length() > 1 && name.endsWith(suffix)) {
      kind = "Deployment";
      name = name.substring(0, name.length() - suffix.length());
    }
    return placed(kind, new NamespacedName(pod.namespace(), name));
  }

  private static Optional<Placed> placed(String kind, NamespacedName key) {
    for (ApiResource resource : Resources.PROPAGATED) {
      GroupVersionKind propagated = resource.kind();
      if (propagated.kind().equals(kind) && !propagated.group().isEmpty()) {
        return Optional.of(new Placed(resource, key));
      }
    }
    return Optional.empty();
  }

  private static Optional<Placed> marked(ApiObject pod) {
    JsonNode owner = pod.json().get(OWNER);
    return owner == null
        ? Optional.empty()
        : placed(
            Json.text(owner, "kind"),
            new NamespacedName(pod.namespace(), Json.text(owner, "name")));
  }

  private final class Counts implements ChangeHandler {
    private final String cluster;
    private final Informer pods;
    private final Map<Placed, Integer> waiting = new HashMap<>(); // guarded by this

    Counts(String cluster, Informer pods) {
      this.cluster = cluster;
      this.pods = pods;
    }

    synchronized int of(Placed placed) {
      return waiting.getOrDefault(placed, 0);
    }

    @Override
    public void onAdd(ApiObject pod) {
      marked(pod).ifPresent(placed -> count(placed, 1));
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      Optional<Placed> was = marked(before);
      Optional<Placed> is = marked(after);
      if (!was.equals(is)) {
        was.ifPresent(placed -> count(placed, -1));
        is.ifPresent(placed -> count(placed, 1));
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      marked(last).ifPresent(placed -> count(placed, -1));
    }

    private void count(Placed placed, int sign) {
      synchronized (this) {
        waiting.merge(placed, sign, Integer::sum);
        waiting.remove(placed, 0);
      }
      listeners.forEach(listener -> listener.accept(cluster, placed));
    }
  }
}
