package io.ubernetes.bench.scheduler;

import io.ubernetes.model.Json;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Members that exist as Cluster objects only: what the federation's controllers would have written
/// of clusters that are ready and have room.
final class Members {

  private static final int REGIONS = 10;
  private static final int NODE_GROUPS = 7;
  private static final int NODES_PER_GROUP = 10;

  /// Of four clusters, one has another label than the policies of the runs ask for.
  private static final int OTHER = 4;

  private Members() {}

  static ObjectNode cluster(String name, int number) {
    ObjectNode cluster = Json.object();
    cluster.put("apiVersion", "federation.ubernetes.io/v1beta1").put("kind", "Cluster");
    ObjectNode metadata = cluster.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("tier", number % OTHER == 0 ? "silver" : "gold");
    cluster
        .putObject("spec")
        .put("server", "https://127.0.0.1:1")
        .put("provider", "bench")
        .put("region", "region-" + number % REGIONS)
        .put("zone", "zone-" + number);
    return cluster;
  }

  /// A merge patch of its status.
  static ObjectNode status(int number) {
    Instant now = Instant.now();
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "Answers")
        .put("message", "")
        .put("lastTransitionTime", now.toString());
    int nodes = NODE_GROUPS * NODES_PER_GROUP;
    status.putObject("nodes").put("total", nodes).put("ready", nodes);
    status.putArray("apiVersions").add("v1").add("apps/v1").add("batch/v1");
    status.put("version", "v1.36.2").put("asOf", now.toString());
    ArrayNode room = status.putArray("freeRoom");
    for (int group = 0; group < NODE_GROUPS; group++) {
      ObjectNode free = room.addObject().put("nodes", NODES_PER_GROUP).putObject("free");
      free.put("cpu", 16 + (number + group) % NODE_GROUPS).put("memory", "64Gi").put("pods", "200");
    }
    return patch;
  }
}
