package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what a pod may tell its containers about itself.
final class DownwardRules {

  static final List<String> ENVIRONMENT =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  static final List<String> FILES =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private static final List<String> CPU_DIVISORS = List.of("1", "1m");
  private static final List<String> DIVISORS =
      List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private DownwardRules() {}

  /// Where a resource is told.
  enum Use {
    ENVIRONMENT,
    FILE
  }

  static void fieldRef(
      ObjectNode reference, List<String> known, FieldPath path, FieldErrors errors) {
    for (String part : List.of("apiVersion", "fieldPath")) {
      if (Json.text(reference, part).isEmpty()) {
        errors.required(path.child(part));
        return;
      }
    }
    String field = Json.text(reference, "fieldPath");
    String version = Json.text(reference, "apiVersion");
    if (!version.equals("v1")) {
      errors.invalid(
          path.child("fieldPath"),
          field,
          "error converting fieldPath: unsupported pod version: " + version);
      return;
    }
    if (!isField(field)) {
      errors.invalid(
          path.child("fieldPath"),
          field,
          "error converting fieldPath: field label not supported: " + field);
      return;
    }
    int bracket = field.indexOf("['");
    if (bracket < 0) {
      errors.oneOf(path.child("fieldPath"), field, known);
      return;
    }
    String key = field.substring(bracket + 2, field.length() - 2);
    switch (field.substring(0, bracket)) {
      case "metadata.annotations" ->
          errors.eachInvalid(path, key, Names.qualifiedName(key.toLowerCase(Locale.ROOT)));
      case "metadata.labels" -> errors.eachInvalid(path, key, Names.qualifiedName(key));
      default -> errors.invalid(path, field.substring(0, bracket), "does not support subscript");
    }
  }

  /// A field of a pod that Kubernetes can speak of, wherever it may be used.
  private static boolean isField(String field) {
    int bracket = field.indexOf("['");
    if (bracket >= 0 && field.endsWith("']")) {
      return isField(field.substring(0, bracket));
    }
    return ENVIRONMENT.contains(field)
        || FILES.contains(field)
        || List.of("spec.restartPolicy", "spec.schedulerName", "status.phase").contains(field);
  }

  static void resourceRef(ObjectNode reference, Use use, FieldPath path, FieldErrors errors) {
    String resource = Json.text(reference, "resource");
    boolean hugePages =
        resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
    if (use == Use.FILE && Json.text(reference, "containerName").isEmpty()) {
      errors.required(path.child("containerName"));
    } else if (resource.isEmpty()) {
      errors.required(path.child("resource"));
    } else if (!hugePages) {
      errors.oneOf(path.child("resource"), resource, RESOURCES);
    }
    divisor(reference, resource, path.child("divisor"), errors);
  }

  private static void divisor(
      ObjectNode reference, String resource, FieldPath path, FieldErrors errors) {
    Optional<Quantity> divisor = Resources.amount(reference.get("divisor"));
    if (divisor.isEmpty() || divisor.get().isZero()) {
      return;
    }
    String kind = resource.substring(resource.indexOf('.') + 1);
    String text = divisor.get().toString();
    if (kind.equals("cpu")) {
      if (!CPU_DIVISORS.contains(text)) {
        errors.invalid(
            path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
      }
    } else if (!DIVISORS.contains(text)) {
      errors.invalid(
          path,
          resource,
          "only divisor's values "
              + String.join(", ", DIVISORS)
              + " are supported with the "
              + named(kind)
              + " resource");
    }
  }

  private static String named(String kind) {
    if (kind.startsWith("hugepages-")) {
      return "hugepages";
    }
    return kind.equals("ephemeral-storage") ? "local ephemeral storage" : kind;
  }
}
