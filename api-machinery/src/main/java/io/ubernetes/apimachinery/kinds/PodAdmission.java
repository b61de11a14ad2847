package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What every cluster's admission writes into a new pod unless it is told otherwise: how long the
/// pod stays on a node that is out of reach (DefaultTolerationSeconds), and that it is as important
/// as any other (Priority).
final class PodAdmission {

  private static final int TOLERATION_SECONDS = 300;
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private PodAdmission() {}

  static void complete(ObjectNode spec) {
    for (String taint : TAINTS) {
      if (!tolerates(spec, taint)) {
        ArrayNode tolerations = spec.withArray("/tolerations");
        tolerations
            .addObject()
            .put("key", taint)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", TOLERATION_SECONDS);
      }
    }
    if (Json.at(spec, "priority") == null) {
      spec.put("priority", 0);
    }
    Trees.defaultText(spec, "preemptionPolicy", "PreemptLowerPriority");
  }

  private static boolean tolerates(ObjectNode spec, String taint) {
    for (ObjectNode toleration : Trees.objects(spec, "tolerations")) {
      String key = Json.text(toleration, "key");
      String effect = Json.text(toleration, "effect");
      if ((key.isEmpty() || key.equals(taint))
          && (effect.isEmpty() || effect.equals("NoExecute"))) {
        return true;
      }
    }
    return false;
  }
}
