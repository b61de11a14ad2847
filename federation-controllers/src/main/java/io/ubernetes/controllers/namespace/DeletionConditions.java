package io.ubernetes.controllers.namespace;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The conditions by which Kubernetes tells how far the deletion of a namespace is, in its words.
/// Pure functions.
final class DeletionConditions {

  private DeletionConditions() {}

  /// @return the namespace with the conditions; empty when it has them already
  static Optional<ApiObject> told(ApiObject namespace, Remaining left, Instant now) {
    ApiObject told = namespace.copy();
    ObjectNode status = told.json().withObject("/status");
    JsonNode before = Json.at(namespace.json(), "status", "conditions");
    ArrayNode conditions = status.putArray("conditions");
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    said(left).forEach(said -> add(conditions, said));
    boolean same = true;
    for (JsonNode condition : conditions) {
      Optional<JsonNode> known = find(before, Json.text(condition, "type"));
      boolean sameStatus = known.filter(k -> isSame(k, condition, "status")).isPresent();
      ((ObjectNode) condition)
          .put(
              "lastTransitionTime",
              sameStatus ? Json.text(known.get(), "lastTransitionTime") : time);
      same &= sameStatus && isSame(known.get(), condition, "reason", "message");
    }
    return same ? Optional.empty() : Optional.of(told);
  }

  private static List<Said> said(Remaining left) {
    return List.of(
        left.undiscovered().isEmpty()
            ? new Said(
                "NamespaceDeletionDiscoveryFailure",
                "False",
                "ResourcesDiscovered",
                "All resources successfully discovered")
            : new Said(
                "NamespaceDeletionDiscoveryFailure",
                "True",
                "DiscoveryFailed",
                "Discovery failed for some groups, %d failing: %s"
                    .formatted(left.undiscovered().size(), undiscovered(left))),
        new Said(
            "NamespaceDeletionGroupVersionParsingFailure",
            "False",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed"),
        left.failures().isEmpty()
            ? new Said(
                "NamespaceDeletionContentFailure",
                "False",
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization")
            : new Said(
                "NamespaceDeletionContentFailure",
                "True",
                "ContentDeletionFailed",
                "Failed to delete all resource types, %d remaining: %s"
                    .formatted(left.failures().size(), String.join(", ", left.failures()))),
        left.hasResources()
            ? new Said(
                "NamespaceContentRemaining",
                "True",
                "SomeResourcesRemain",
                "Some resources are remaining: " + left.resources())
            : new Said(
                "NamespaceContentRemaining",
                "False",
                "ContentRemoved",
                "All content successfully removed"),
        left.hasFinalizers()
            ? new Said(
                "NamespaceFinalizersRemaining",
                "True",
                "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: " + left.finalizers())
            : new Said(
                "NamespaceFinalizersRemaining",
                "False",
                "ContentHasNoFinalizers",
                "All content-preserving finalizers finished"));
  }

  private static String undiscovered(Remaining left) {
    String each =
        left.undiscovered().entrySet().stream()
            .map(failure -> failure.getKey() + ": " + failure.getValue())
            .collect(Collectors.joining(", "));
    return "unable to retrieve the complete list of server APIs: " + each;
  }

  private record Said(String type, String status, String reason, String message) {}

  private static void add(ArrayNode conditions, Said said) {
    conditions
        .addObject()
        .put("type", said.type())
        .put("status", said.status())
        .put("reason", said.reason())
        .put("message", said.message());
  }

  private static Optional<JsonNode> find(
      @org.jspecify.annotations.Nullable JsonNode conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.valueStream().filter(c -> Json.text(c, "type").equals(type)).findFirst();
  }

  private static boolean isSame(JsonNode left, JsonNode right, String... fields) {
    for (String field : fields) {
      if (!Json.text(left, field).equals(Json.text(right, field))) {
        return false;
      }
    }
    return true;
  }
}
