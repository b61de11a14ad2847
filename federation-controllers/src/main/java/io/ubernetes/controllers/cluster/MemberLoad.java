package io.ubernetes.controllers.cluster;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.PodRequest;
import io.ubernetes.model.Quantity;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerHealth;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.member.Member;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes and pods of one member, summed up. Of a pod only what it asks of which node is kept,
/// and the sums by node are kept up with each change: a member may have tens of thousands of pods,
/// and a federation hundreds of members. Thread-safe.
final class MemberLoad {

  private static final String NODE = "node";
  private static final String REQUESTS = "requests";

  /// Pods of one workload ask for the same; what they ask for is held once.
  private static final int MAX_SHARED_REQUESTS = 10_000;

  private final Informer nodes;
  private final Informer pods;
  private final Map<ObjectNode, ObjectNode> shared = new ConcurrentHashMap<>();
  private final Map<String, TreeMap<String, Long>> requested = new HashMap<>(); // guarded by this
  private boolean changed = true; // guarded by this
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
                .withTransform(this::trimPod));
    nodes.addHandler(ChangeHandler.calling(node -> noteNodes()));
    pods.addHandler(new PodCounter());
  }

  /// Whether the member has told all of its nodes and pods.
  private boolean isKnown() {
    return nodes.hasSynced() && pods.hasSynced();
  }

  /// As of when the sums are right.
  Instant asOf(Instant now) {
    Instant nodesSeen = seen(nodes, now);
    Instant podsSeen = seen(pods, now);
    return nodesSeen.isBefore(podsSeen) ? nodesSeen : podsSeen;
  }

  private static Instant seen(Informer informer, Instant now) {
    InformerHealth health = informer.health();
    return health.watching() ? now : health.lastSeen();
  }

  /// @return empty before everything is known
  synchronized Optional<NodeRoom.Summary> summary() {
    if (!isKnown()) {
      return Optional.empty();
    }
    NodeRoom.Summary last = summary;
    if (changed || last == null) {
      changed = false;
      last = NodeRoom.of(nodes.lister().list(), requestsByNode());
      summary = last;
    }
    return Optional.of(last);
  }

  private synchronized void noteNodes() {
    changed = true;
  }

  private Map<String, Map<String, Quantity>> requestsByNode() {
    Map<String, Map<String, Quantity>> requests = new HashMap<>();
    requested.forEach((node, sum) -> {
      Map<String, Quantity> quantities = new TreeMap<>();
      sum.forEach((resource, millis) -> quantities.put(resource, Quantity.ofMillis(millis)));
      requests.put(node, quantities);
    });
    return requests;
  }

  private final class PodCounter implements ChangeHandler {

    @Override
    public void onAdd(ApiObject pod) {
      count(pod, 1);
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      if (!Json.text(before.json(), NODE).equals(Json.text(after.json(), NODE))
          || !before.json().get(REQUESTS).equals(after.json().get(REQUESTS))) {
        count(before, -1);
        count(after, 1);
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      count(last, -1);
    }
  }

  /// Pods that have no node yet take no room: the scheduler of the federation keeps it for its own.
  private synchronized void count(ApiObject pod, int sign) {
    String node = Json.text(pod.json(), NODE);
    if (node.isEmpty()) {
      return;
    }
    TreeMap<String, Long> sum = requested.computeIfAbsent(node, n -> new TreeMap<>());
    for (Map.Entry<String, JsonNode> entry : pod.json().get(REQUESTS).properties()) {
      sum.merge(entry.getKey(), sign * entry.getValue().longValue(), Long::sum);
    }
    sum.values().removeIf(amount -> amount == 0);
    if (sum.isEmpty()) {
      requested.remove(node);
    }
    changed = true;
  }

  private ApiObject trimPod(ApiObject pod) {
    ObjectNode json = Json.object();
    copy(pod.metadata(), json.putObject("metadata"), "name", "namespace", "uid", "resourceVersion");
    json.put(NODE, Json.text(pod.json(), "spec", "nodeName"));
    json.set(REQUESTS, share(requests(pod)));
    return new ApiObject(json);
  }

  private static ObjectNode requests(ApiObject pod) {
    ObjectNode requests = Json.object();
    try {
      PodRequest.ofPodSpec(pod.spec()).thousandths().forEach(requests::put);
    } catch (IllegalArgumentException unreadable) {
      // A request that is no quantity cannot be counted, but the pod is one nevertheless.
      requests.put(PodRequest.PODS, 1000L);
    }
    return requests;
  }

  private ObjectNode share(ObjectNode requests) {
    ObjectNode known = shared.get(requests);
    if (known != null) {
      return known;
    }
    if (shared.size() < MAX_SHARED_REQUESTS) {
      shared.put(requests, requests);
    }
    return requests;
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
