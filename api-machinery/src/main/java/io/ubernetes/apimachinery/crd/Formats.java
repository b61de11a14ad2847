package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.model.Json;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The formats that Kubernetes knows; others are allowed, and mean nothing.
final class Formats {

  private static final Set<String> KNOWN =
      Set.of(
          "bsonobjectid",
          "byte",
          "cidr",
          "creditcard",
          "date",
          "date-time",
          "datetime",
          "double",
          "duration",
          "email",
          "float",
          "hexcolor",
          "hostname",
          "int32",
          "int64",
          "ipv4",
          "ipv6",
          "isbn",
          "isbn10",
          "isbn13",
          "k8s-long-name",
          "k8s-short-name",
          "mac",
          "password",
          "rgbcolor",
          "ssn",
          "uri",
          "uuid",
          "uuid3",
          "uuid4",
          "uuid5");

  private Formats() {}

  /// Names of unknown formats in any version, sorted.
  static Set<String> unrecognized(ObjectNode definition) {
    Set<String> found = new TreeSet<>();
    for (VersionDefinition version : new Definition(definition).versions()) {
      collect(version.schema(), found);
    }
    return found;
  }

  private static void collect(JsonNode schema, Set<String> found) {
    String format = Json.text(schema, "format");
    if (!format.isEmpty() && !KNOWN.contains(format)) {
      found.add(format);
    }
    schema.path("properties").values().forEach(field -> collect(field, found));
    if (schema.path("items").isObject()) {
      collect(schema.get("items"), found);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(schema.get("additionalProperties"), found);
    }
  }
}
