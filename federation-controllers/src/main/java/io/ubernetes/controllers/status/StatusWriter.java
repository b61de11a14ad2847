package io.ubernetes.controllers.status;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import tools.jackson.databind.JsonNode;

/// Writes statuses into the federation. Thread-safe.
record StatusWriter(ApiClient federation) {

  /// @param object as it was read; not changed
  /// @throws ApiClientException when it is refused, but not when the object is gone
  void write(ApiResource resource, ApiObject object, JsonNode status) {
    ApiObject changed = object.copy();
    changed.json().set("status", status);
    try {
      federation.updateStatus(resource, changed);
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) { // deleted meanwhile: nothing is left to tell
        throw refused;
      }
    }
  }
}
