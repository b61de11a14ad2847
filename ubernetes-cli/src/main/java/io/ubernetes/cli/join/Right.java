package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Something that a user may or may not do.
///
/// @param group empty: the core group
/// @param namespace empty: for what is in no namespace
record Right(String verb, String group, String resource, String namespace) {

  private static final ApiResource REVIEWS =
      ApiResource.clusterScoped(
          new GroupVersion("authorization.k8s.io", "v1").kind("SelfSubjectAccessReview"),
          "selfsubjectaccessreviews");

  /// Asks the server. A server that does not answer such questions counts as a yes: then the
  /// attempt shows.
  boolean isGranted(ApiClient client) {
    ObjectNode review = Json.object();
    review.put("apiVersion", REVIEWS.kind().apiVersion()).put("kind", REVIEWS.kind().kind());
    review.putObject("metadata");
    ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
    attributes.put("verb", verb).put("group", group).put("resource", resource);
    attributes.put("namespace", namespace);
    try {
      JsonNode status = client.create(REVIEWS, new ApiObject(review)).status();
      return status == null || status.path("allowed").asBoolean(true);
    } catch (ApiClientException e) {
      if (e.isNotFound() || e.code() == 405) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return verb + " " + resource + (namespace.isEmpty() ? "" : " in namespace " + namespace);
  }
}
