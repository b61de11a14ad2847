package io.ubernetes.apimachinery.registry;

import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The owner references of an object that is written. Stateless.
final class Owners {

  private Owners() {}

  /// Drops, in place, each owner that was named before, and tells of it.
  static void withoutRepeated(ObjectNode object, List<String> warnings) {
    if (!(Json.at(object, "metadata", "ownerReferences") instanceof ArrayNode owners)
        || owners.size() < 2) {
      return;
    }
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new LinkedHashSet<>();
    for (int i = 0; i < owners.size(); ) {
      JsonNode owner = owners.get(i);
      String uid = Json.text(owner, "uid");
      if (seen.add(uid)) {
        i++;
      } else {
        repeated.add(uid);
        owners.remove(i);
      }
    }
    if (!repeated.isEmpty()) {
      warnings.add(
          ".metadata.ownerReferences contains duplicate entries; API server dedups owner references"
              + " in 1.20+, and may reject such requests as early as 1.24; please fix your"
              + " requests; duplicate UID(s) observed: "
              + String.join(", ", repeated));
    }
  }
}
