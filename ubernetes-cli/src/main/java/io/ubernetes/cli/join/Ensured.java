package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes objects be as they are wanted, whether they are there or not.
final class Ensured {

  private Ensured() {}

  /// Creates the object, or brings what is wanted into the one that is there and leaves the rest of
  /// it alone. Lists are replaced as a whole.
  static ApiObject ensure(ApiClient client, ApiResource resource, ApiObject wanted, Undo undo) {
    Optional<ApiObject> there = client.get(resource, wanted.key());
    if (there.isEmpty()) {
      ApiObject created = client.create(resource, wanted);
      undo.onCreated(client, resource, created);
      return created;
    }
    ApiObject merged = there.get().copy();
    merge(merged.json(), wanted.json());
    return merged.json().equals(there.get().json()) ? there.get() : client.update(resource, merged);
  }

  private static void merge(ObjectNode into, ObjectNode wanted) {
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      if (field.getValue() instanceof ObjectNode part
          && into.get(field.getKey()) instanceof ObjectNode old) {
        merge(old, part);
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }
}
