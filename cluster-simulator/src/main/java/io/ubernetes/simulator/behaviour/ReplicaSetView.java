package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What its controller needs of a ReplicaSet, but for the template. Immutable.
///
/// @param templateLabels labels of the pods that it makes
/// @param status what its status says now
record ReplicaSetView(
    NamespacedName key,
    String uid,
    long version,
    long generation,
    int replicas,
    int minReadySeconds,
    LabelSelector selector,
    Map<String, String> templateLabels,
    boolean terminating,
    List<String> finalizers,
    Counts status) {

  /// The numbers in a ReplicaSet's status.
  record Counts(int replicas, int fullyLabeled, int ready, int available, long observedGeneration) {

    private static Counts of(ObjectNode replicaSet) {
      return new Counts(
          number(replicaSet, "replicas"),
          number(replicaSet, "fullyLabeledReplicas"),
          number(replicaSet, "readyReplicas"),
          number(replicaSet, "availableReplicas"),
          Json.number(replicaSet, 0, "status", "observedGeneration"));
    }

    private static int number(ObjectNode replicaSet, String field) {
      return (int) Json.number(replicaSet, 0, "status", field);
    }

    /// A merge patch; a number that is 0 is left out of the status, as in Kubernetes.
    ObjectNode toPatch() {
      ObjectNode status = Json.object();
      status.put("replicas", replicas);
      putOrRemove(status, "fullyLabeledReplicas", fullyLabeled);
      putOrRemove(status, "readyReplicas", ready);
      putOrRemove(status, "availableReplicas", available);
      status.put("observedGeneration", observedGeneration);
      return status;
    }

    private static void putOrRemove(ObjectNode status, String field, int value) {
      if (value == 0) {
        status.putNull(field);
      } else {
        status.put(field, value);
      }
    }
  }

  static ReplicaSetView of(ApiObject replicaSet) {
    ObjectNode json = replicaSet.json();
    return new ReplicaSetView(
        replicaSet.key(),
        replicaSet.uid(),
        PodView.version(replicaSet),
        replicaSet.generation(),
        (int) Json.number(json, 1, "spec", "replicas"),
        (int) Json.number(json, 0, "spec", "minReadySeconds"),
        LabelSelector.fromJson(Json.at(json, "spec", "selector")),
        Json.strings(Json.at(json, "spec", "template", "metadata", "labels")),
        replicaSet.isTerminating(),
        replicaSet.finalizers(),
        Counts.of(json));
  }
}
