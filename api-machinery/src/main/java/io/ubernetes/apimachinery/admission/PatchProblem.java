package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.JsonPatch;
import io.ubernetes.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says which operation of a webhook's JSON patch cannot be carried out, in the words that
/// kube-apiserver gives.
final class PatchProblem {

  private PatchProblem() {}

  /// @param patch that does not apply to the object
  static String of(ObjectNode object, JsonNode patch, ApiException refusal) {
    ObjectNode patched = object;
    for (JsonNode operation : patch) {
      try {
        patched = JsonPatch.apply(patched, Json.object().arrayNode().add(operation));
      } catch (ApiException failed) {
        return of(operation, failed);
      }
    }
    return String.valueOf(refusal.getMessage());
  }

  private static String of(JsonNode operation, ApiException failed) {
    String path = Json.text(operation, "path");
    String op = Json.text(operation, "op");
    return switch (op) {
      case "replace" ->
          "replace operation does not apply: doc is missing path: " + path + ": missing value";
      case "add", "remove" ->
          "%s operation does not apply: doc is missing path: \"%s\": missing value"
              .formatted(op, path);
      case "move", "copy" ->
          "%s operation does not apply: doc is missing from path: %s: missing value"
              .formatted(op, Json.text(operation, "from"));
      case "test" -> "testing value " + path + " failed";
      default -> String.valueOf(failed.getMessage());
    };
  }
}
