package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in what a container does not say.
final class ContainerDefaults {

  private ContainerDefaults() {}

  static void apply(ObjectNode container) {
    for (ObjectNode port : Trees.objects(container, "ports")) {
      Trees.defaultText(port, "protocol", "TCP");
    }
    for (ObjectNode variable : Trees.objects(container, "env")) {
      fieldRef(Trees.object(variable, "valueFrom", "fieldRef"));
    }
    Trees.defaultObject(container, "resources");
    roundResources(container);
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      probe(Trees.object(container, probe));
    }
    httpGet(Trees.object(container, "lifecycle", "postStart", "httpGet"));
    httpGet(Trees.object(container, "lifecycle", "preStop", "httpGet"));
    Trees.defaultText(container, "terminationMessagePath", "/dev/termination-log");
    Trees.defaultText(container, "terminationMessagePolicy", "File");
    Trees.defaultText(
        container, "imagePullPolicy", ImageName.pullPolicy(Json.text(container, "image")));
  }

  static void fieldRef(@Nullable ObjectNode reference) {
    if (reference != null) {
      Trees.defaultText(reference, "apiVersion", "v1");
    }
  }

  private static void probe(@Nullable ObjectNode probe) {
    if (probe == null) {
      return;
    }
    httpGet(Trees.object(probe, "httpGet"));
    ObjectNode grpc = Trees.object(probe, "grpc");
    if (grpc != null && Json.at(grpc, "service") == null) {
      grpc.put("service", "");
    }
    Trees.defaultWhenZero(probe, "timeoutSeconds", 1);
    Trees.defaultWhenZero(probe, "periodSeconds", 10);
    Trees.defaultWhenZero(probe, "successThreshold", 1);
    Trees.defaultWhenZero(probe, "failureThreshold", 3);
  }

  private static void httpGet(@Nullable ObjectNode action) {
    if (action != null) {
      Trees.defaultText(action, "path", "/");
      Trees.defaultText(action, "scheme", "HTTP");
    }
  }

  /// Nothing finer than a thousandth can be asked for; it is rounded up.
  private static void roundResources(ObjectNode container) {
    for (String field : List.of("limits", "requests")) {
      ObjectNode list = Trees.object(container, "resources", field);
      if (list != null) {
        for (Map.Entry<String, JsonNode> entry : List.copyOf(list.properties())) {
          Resources.amount(entry.getValue())
              .filter(amount -> amount.exact().stripTrailingZeros().scale() > 3)
              .ifPresent(amount -> list.put(entry.getKey(), Resources.roundUp(amount)));
        }
      }
    }
  }
}
