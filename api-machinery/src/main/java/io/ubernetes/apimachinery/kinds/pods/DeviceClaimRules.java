package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for a pod's claims of devices (`resourceClaims`).
final class DeviceClaimRules {
  private static final List<String> SOURCES =
      List.of("resourceClaimName", "resourceClaimTemplateName");

  private DeviceClaimRules() {}

  /// @param path of the pod's spec
  static void check(List<ObjectNode> claims, FieldPath path, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      FieldPath field = path.child("resourceClaims").index(i);
      name(Json.text(claims.get(i), "name"), names, field.child("name"), errors);
      source(claims.get(i), field, errors);
    }
  }

  private static void name(String name, Set<String> names, FieldPath field, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
    } else if (!names.add(name)) {
      errors.duplicate(field, name);
    } else {
      errors.eachInvalid(field, name, Names.dns1123Label(name));
    }
  }

  private static void source(ObjectNode claim, FieldPath field, FieldErrors errors) {
    List<String> given = SOURCES.stream().filter(one -> Json.at(claim, one) != null).toList();
    if (given.size() > 1) {
      errors.invalid(
          field,
          shown(claim),
          "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
    }
    if (given.isEmpty()) {
      errors.invalid(
          field,
          shown(claim),
          "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    }
    for (String one : given) {
      String name = Json.text(claim, one);
      errors.eachInvalid(field.child(one), name, Names.dns1123Subdomain(name));
    }
  }

  /// As Go names the fields.
  private static ObjectNode shown(ObjectNode claim) {
    ObjectNode shown = Json.object().put("Name", Json.text(claim, "name"));
    for (String source : SOURCES) {
      JsonNode value = Json.at(claim, source);
      shown.set("R" + source.substring(1), value); // null where there is none
    }
    return shown;
  }
}
