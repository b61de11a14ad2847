package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The refusals of patches. What an API server answers to some of them surprises (a status 500 for
/// a list item without its merge key), but it is what clients know.
final class PatchErrors {

  private PatchErrors() {}

  /// A patch that can be read but not be applied to this object. The message is general: the
  /// server's generic answer drops the cause.
  static ApiException notApplicable() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status
        .put("status", "Failure")
        .put("message", "the server rejected our request due to an error in our request")
        .put("reason", "Invalid");
    status.putObject("details");
    status.put("code", 422);
    return ApiException.ofStatus(status);
  }

  /// The patch has another JSON type than its format asks for.
  static ApiException wrongType(JsonNode patch, String goType) {
    return ApiException.badRequest("error decoding patch: " + cannotUnmarshal(patch, goType));
  }

  /// A strategic merge patch that is no object, of which Kubernetes says no more than its decoder.
  static ApiException noObject(JsonNode patch) {
    return ApiException.badRequest(cannotUnmarshal(patch, "value of type map[string]interface {}"));
  }

  private static String cannotUnmarshal(JsonNode patch, String goType) {
    return "json: cannot unmarshal " + GoText.jsonType(patch) + " into Go " + goType;
  }

  /// A strategic merge that fails while it is carried out: a server error without a reason.
  static ApiException failed(String message) {
    return ApiException.of(500, "", message);
  }
}
