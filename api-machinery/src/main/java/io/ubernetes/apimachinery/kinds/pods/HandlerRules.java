package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what is done to a container at the turns of its life, and to see how it is.
final class HandlerRules {

  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final List<String> COUNTS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private final PodContext pod;
  private final FieldErrors errors;

  HandlerRules(PodContext pod, FieldErrors errors) {
    this.pod = pod;
    this.errors = errors;
  }

  void lifecycleAndProbes(ObjectNode container, FieldPath path) {
    ObjectNode lifecycle = Trees.object(container, "lifecycle");
    for (String moment : List.of("postStart", "preStop")) {
      ObjectNode handler = Trees.object(lifecycle, moment);
      if (handler != null) {
        handler(handler, path.child("lifecycle").child(moment));
      }
    }
    alive(Trees.object(container, "livenessProbe"), path.child("livenessProbe"));
    ready(Trees.object(container, "readinessProbe"), path.child("readinessProbe"));
    alive(Trees.object(container, "startupProbe"), path.child("startupProbe"));
  }

  private void alive(@Nullable ObjectNode probe, FieldPath path) {
    if (probe != null) {
      probe(probe, path);
      long threshold = Json.number(probe, 0, "successThreshold");
      if (threshold != 1) {
        errors.invalid(path.child("successThreshold"), threshold, "must be 1");
      }
    }
  }

  private void ready(@Nullable ObjectNode probe, FieldPath path) {
    if (probe != null) {
      probe(probe, path);
      JsonNode grace = Json.at(probe, "terminationGracePeriodSeconds");
      if (grace != null) {
        errors.invalid(
            path.child("terminationGracePeriodSeconds"),
            grace,
            "must not be set for readinessProbes");
      }
    }
  }

  private void probe(ObjectNode probe, FieldPath path) {
    handler(probe, path);
    for (String count : COUNTS) {
      errors.notNegative(path.child(count), Json.number(probe, 0, count));
    }
    long grace = Json.number(probe, 1, "terminationGracePeriodSeconds");
    if (grace <= 0) {
      errors.invalid(path.child("terminationGracePeriodSeconds"), grace, "must be greater than 0");
    }
  }

  /// Exactly one kind of handler; only the first is looked at more closely.
  private void handler(ObjectNode handler, FieldPath path) {
    boolean found = false;
    for (String kind : List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep")) {
      ObjectNode action = Trees.object(handler, kind);
      if (action == null) {
        continue;
      }
      if (found) {
        errors.forbidden(path.child(kind), "may not specify more than 1 handler type");
      } else {
        action(kind, action, path.child(kind));
      }
      found = true;
    }
    if (!found) {
      errors.required(path, "must specify a handler type");
    }
  }

  private void action(String kind, ObjectNode action, FieldPath path) {
    switch (kind) {
      case "exec" -> {
        if (Trees.strings(action, "command").isEmpty()) {
          errors.required(path.child("command"));
        }
      }
      case "httpGet" -> httpGet(action, path);
      case "sleep" -> sleep(action, path);
      default -> PortRules.numberOrName(Json.at(action, "port"), path.child("port"), errors);
    }
  }

  private void httpGet(ObjectNode action, FieldPath path) {
    if (Json.text(action, "path").isEmpty()) {
      errors.required(path.child("path"));
    }
    PortRules.numberOrName(Json.at(action, "port"), path.child("port"), errors);
    errors.oneOf(path.child("scheme"), Json.text(action, "scheme"), SCHEMES);
    for (ObjectNode header : Trees.objects(action, "httpHeaders")) {
      String name = Json.text(header, "name");
      if (!name.matches("[-A-Za-z0-9]+")) {
        errors.invalid(
            path.child("httpHeaders"),
            name,
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
      }
    }
  }

  private void sleep(ObjectNode action, FieldPath path) {
    long seconds = Json.number(action, 0, "seconds");
    Long grace = pod.graceSeconds();
    if (grace != null && (seconds < 0 || seconds > grace)) {
      errors.invalid(
          path,
          seconds,
          "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")");
    }
  }
}
