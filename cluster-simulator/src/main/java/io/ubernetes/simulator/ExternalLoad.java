package io.ubernetes.simulator;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.behaviour.ClusterApi;
import tools.jackson.databind.node.ObjectNode;

/// Pods that take room in a cluster and belong to nobody who is looked at: ReplicaSets in
/// `kube-system`.
final class ExternalLoad {
  private static final String NAMESPACE = "kube-system";

  private ExternalLoad() {}

  static void add(ClusterApi api, String name, int pods, NodeShape each) {
    ApiObject load = ApiObject.of(ApiResources.REPLICA_SETS.kind(), NAMESPACE, name);
    ObjectNode spec = load.json().putObject("spec").put("replicas", pods);
    spec.putObject("selector").putObject("matchLabels").put("load", name);
    ObjectNode template = spec.putObject("template");
    template.putObject("metadata").putObject("labels").put("load", name);
    ObjectNode container = template.putObject("spec").putArray("containers").addObject();
    container.put("name", "load").put("image", "load");
    container
        .putObject("resources")
        .putObject("requests")
        .put("cpu", each.cpu())
        .put("memory", each.memory());
    var _ = api.create(ApiResources.REPLICA_SETS, load);
  }

  static void remove(ClusterApi api, String name) {
    NamespacedName key = new NamespacedName(NAMESPACE, name);
    api.delete(ApiResources.REPLICA_SETS, key, "", null);
  }
}
