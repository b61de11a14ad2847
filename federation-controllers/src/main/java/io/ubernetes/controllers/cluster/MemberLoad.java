package io.ubernetes.controllers.cluster;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.PodRequest;
import io.ubernetes.model.Quantity;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.member.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes and pods of one member, summed up when something has changed. Thread-safe.
final class MemberLoad {

  /// Of a pod only what it asks of which node is kept: a member may have tens of thousands.
  private static final String NODE = "node";

  private static final String REQUESTS = "requests";

  private final Informer nodes;
  private final Informer pods;
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private NodeRoom.@Nullable Summary summary; // guarded by this

  MemberLoad(Member member) {
    nodes =
        member.informer(
            "nodes", Resources.NODES, InformerOptions.ALL.withTransform(MemberLoad::trimNode));
    pods =
        member.informer(
            "pods",
            Resources.PODS,
            InformerOptions.ALL
                // Pods that have ended hold nothing any more.
                .withFieldSelector("status.phase!=Succeeded,status.phase!=Failed")
                .withTransform(MemberLoad::trimPod));
    ChangeHandler note = ChangeHandler.calling(object -> changed.set(true));
    nodes.addHandler(note);
    pods.addHandler(note);
  }

  /// Whether the member has told all of its nodes and pods, and still does.
  boolean isKnown() {
    return nodes.hasSynced() && pods.hasSynced();
  }

  /// @return empty before everything is known
  synchronized Optional<NodeRoom.Summary> summary() {
    if (!isKnown()) {
      return Optional.empty();
    }
    if (changed.getAndSet(false) || summary == null) {
      summary = NodeRoom.of(nodes.lister().list(), requestsByNode());
    }
    return Optional.of(summary);
  }

  private Map<String, Map<String, Quantity>> requestsByNode() {
    Map<String, TreeMap<String, Long>> sums = new HashMap<>();
    for (ApiObject pod : pods.lister().list()) {
      String node = Json.text(pod.json(), NODE);
      if (node.isEmpty()) {
        continue;
      }
      TreeMap<String, Long> sum = sums.computeIfAbsent(node, n -> new TreeMap<>());
      for (Map.Entry<String, JsonNode> entry : pod.json().get(REQUESTS).properties()) {
        sum.merge(entry.getKey(), entry.getValue().longValue(), Long::sum);
      }
    }
    Map<String, Map<String, Quantity>> requests = new HashMap<>();
    sums.forEach((node, sum) -> {
      Map<String, Quantity> quantities = new TreeMap<>();
      sum.forEach((resource, millis) -> quantities.put(resource, Quantity.ofMillis(millis)));
      requests.put(node, quantities);
    });
    return requests;
  }

  private static ApiObject trimPod(ApiObject pod) {
    ObjectNode json = identity(pod);
    json.put(NODE, Json.text(pod.json(), "spec", "nodeName"));
    ObjectNode requests = json.putObject(REQUESTS);
    PodRequest.ofPodSpec(pod.spec()).thousandths().forEach(requests::put);
    return new ApiObject(json);
  }

  private static ApiObject trimNode(ApiObject node) {
    ObjectNode json = identity(node);
    ObjectNode spec = json.putObject("spec");
    copy(node.spec(), spec, "unschedulable", "taints");
    ObjectNode status = json.putObject("status");
    copy(node.status(), status, "capacity", "allocatable", "conditions");
    return new ApiObject(json);
  }

  private static ObjectNode identity(ApiObject object) {
    ObjectNode json = Json.object();
    json.put("apiVersion", object.apiVersion()).put("kind", object.kind());
    ObjectNode metadata = json.putObject("metadata");
    copy(object.metadata(), metadata, "name", "namespace", "uid", "resourceVersion");
    return json;
  }

  private static void copy(@Nullable JsonNode from, ObjectNode to, String... fields) {
    for (String field : fields) {
      JsonNode value = Json.at(from, field);
      if (value != null) {
        to.set(field, value);
      }
    }
  }
}
