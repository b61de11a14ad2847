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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes and pods of one member, summed up. Of a pod only what it asks of which node is kept,
/// and the sums by node are kept up with each change: a member may have tens of thousands of pods,
/// and a federation hundreds of members. Thread-safe.
final class MemberLoad {

  private static final String NODE = "node";
  private static final String REQUESTS = "requests";
  private static final String UNDECIDED = "undecided";

  /// Pods of one workload ask for the same; what they ask for is held once.
  private static final int MAX_SHARED_REQUESTS = 10_000;

  /// By so much what a member tells of its workloads may be ahead of what it tells of their pods:
  /// each comes by a watch of its own.
  private static final Duration WATCH_LAG = Duration.ofSeconds(1);

  /// A pod of which the member's scheduler has said nothing for so long is left to itself.
  private static final Duration UNTIL_DECIDED = Duration.ofSeconds(30);

  private final Informer nodes;
  private final Informer pods;
  private final Map<ObjectNode, ObjectNode> shared = new ConcurrentHashMap<>();
  private final Map<String, TreeMap<String, Long>> requested = new HashMap<>(); // guarded by this

  /// Pods that the member has made but neither given to a node nor refused, by uid, and since when
  /// they are known: the room that they will take is not in the sums yet.
  private final Map<String, Instant> undecided = new HashMap<>(); // guarded by this

  private final InstantSource clock;
  private boolean changed = true; // guarded by this
  private NodeRoom.@Nullable Summary summary; // guarded by this

  MemberLoad(Member member, PendingPods pending, InstantSource clock) {
    this.clock = clock;
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
    pending.follow(member.cluster(), pods);
  }

  /// Whether the member has told all of its nodes and pods.
  private boolean isKnown() {
    return nodes.hasSynced() && pods.hasSynced();
  }

  /// As of when the sums are right.
  Instant asOf(Instant now) {
    return Stream.of(seen(nodes, now), seen(pods, now), decided(now))
        .min(Comparator.naturalOrder())
        .orElse(now);
  }

  /// Before when all pods were given to a node or refused.
  private synchronized Instant decided(Instant now) {
    undecided.values().removeIf(since -> since.plus(UNTIL_DECIDED).isBefore(now));
    return undecided.values().stream()
        .min(Comparator.naturalOrder())
        .map(oldest -> oldest.minus(WATCH_LAG))
        .orElse(now);
  }

  private static Instant seen(Informer informer, Instant now) {
    InformerHealth health = informer.health();
    return health.watching() ? now.minus(WATCH_LAG) : health.lastSeen();
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
      if (pod.json().has(UNDECIDED)) {
        noteUndecided(pod.uid());
      }
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      if (!Json.text(before.json(), NODE).equals(Json.text(after.json(), NODE))
          || !before.json().get(REQUESTS).equals(after.json().get(REQUESTS))) {
        count(before, -1);
        count(after, 1);
      }
      if (!after.json().has(UNDECIDED)) {
        noteDecided(after.uid());
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      count(last, -1);
      noteDecided(last.uid());
    }
  }

  private synchronized void noteUndecided(String uid) {
    undecided.put(uid, clock.instant());
  }

  private synchronized void noteDecided(String uid) {
    undecided.remove(uid);
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
    PendingPods.mark(pod, json);
    if (PendingPods.isUndecided(pod)) {
      json.put(UNDECIDED, true);
    }
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
    copy(node.metadata(), json.withObject("/metadata"), "labels");
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
