package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for naming an object of any kind: group, kind, name.
final class TypedReferenceRules {

  private TypedReferenceRules() {}

  static void check(ObjectNode reference, FieldPath path, FieldErrors errors) {
    JsonNode group = Json.at(reference, "apiGroup");
    if (group != null) {
      errors.eachInvalid(
          path.child("apiGroup"), group.asString(""), Names.dns1123Subdomain(group.asString("")));
    }
    for (String field : List.of("kind", "name")) {
      String text = Json.text(reference, field);
      if (text.isEmpty()) {
        errors.required(path.child(field));
      } else {
        errors.eachInvalid(path.child(field), text, Names.pathSegment(text));
      }
    }
  }
}
