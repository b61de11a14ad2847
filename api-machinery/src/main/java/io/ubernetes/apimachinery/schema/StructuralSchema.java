package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersionKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads schemas that are written as in a CustomResourceDefinition (`openAPIV3Schema`): OpenAPI v3
/// with Kubernetes' `x-kubernetes-` words. Beyond that, `$ref` may name a built-in definition
/// (`{"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"}`), for kinds of our own.
///
/// Values of such kinds are checked by [SchemaValidation] rather than refused when decoding.
public final class StructuralSchema {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private StructuralSchema() {}

  /// The schema of whole objects of a kind; `apiVersion`, `kind` and `metadata` need not be in the
  /// document. Its definition is called as Kubernetes calls those of custom resources: the group's
  /// name turned around, the version, the kind.
  public static Schema ofKind(GroupVersionKind kind, JsonNode document) {
    return ofKind(kind, parts(document));
  }

  /// As [#ofKind], of a custom resource: the document is kept, for it is what clients are shown.
  ///
  /// @param document valid: of a structural schema, without `$ref`
  public static Schema ofCustomKind(GroupVersionKind kind, JsonNode document) {
    SchemaNode.Parts parts = parts(document);
    parts.document = document;
    return ofKind(kind, parts);
  }

  private static Schema ofKind(GroupVersionKind kind, SchemaNode.Parts parts) {
    parts.type = Schema.Type.OBJECT;
    parts.definition = definition(kind);
    parts.kinds = List.of(kind);
    putObjectFields(parts);
    return parts.schema();
  }

  /// The fields that every object has.
  private static void putObjectFields(SchemaNode.Parts parts) {
    String objectMeta = META + "ObjectMeta";
    for (String name : List.of("apiVersion", "kind")) {
      SchemaNode.Parts word = new SchemaNode.Parts();
      word.type = Schema.Type.STRING;
      word.description = () -> Descriptions.BUILT_IN.of(META + "Status", name, "string");
      parts.properties.put(name, word.schema());
    }
    SchemaNode.Parts metadata = new SchemaNode.Parts();
    metadata.description = () -> Descriptions.BUILT_IN.of(objectMeta);
    parts.properties.put("metadata", reference(objectMeta, metadata));
  }

  /// The schema that a document describes, without a name.
  public static Schema of(JsonNode document) {
    SchemaNode.Parts parts = parts(document);
    return document.has("$ref")
        ? reference(document.get("$ref").stringValue(), parts)
        : parts.schema();
  }

  private static String definition(GroupVersionKind kind) {
    List<String> words = new ArrayList<>(Arrays.asList(kind.group().split("\\.")));
    Collections.reverse(words);
    words.add(kind.version());
    words.add(kind.kind());
    return String.join(".", words);
  }

  private static Schema reference(String definition, SchemaNode.Parts own) {
    return new SchemaReference(definition, () -> Schemas.node(definition), own);
  }

  private static SchemaNode.Parts parts(JsonNode document) {
    SchemaNode.Parts parts = new SchemaNode.Parts();
    String description = text(document, "description");
    parts.description = () -> description;
    parts.preservesUnknownFields = flag(document, "x-kubernetes-preserve-unknown-fields");
    parts.embeddedResource = flag(document, "x-kubernetes-embedded-resource");
    parts.nullable = flag(document, "nullable");
    parts.format = text(document, "format");
    parts.type = type(document);
    parts.defaultValue = document.get("default");
    parts.enumValues = List.copyOf(document.path("enum").values());
    parts.required =
        Collections.unmodifiableSet(new LinkedHashSet<>(strings(document.path("required"))));
    for (Map.Entry<String, JsonNode> field : document.path("properties").properties()) {
      parts.properties.put(field.getKey(), of(field.getValue()));
    }
    JsonNode additional = document.path("additionalProperties");
    if (additional.isObject()) {
      parts.additionalProperties = of(additional);
    } else if (additional.asBoolean(false)) {
      parts.additionalProperties = anything();
    }
    if (document.has("items")) {
      parts.items = of(document.get("items"));
    }
    lists(document, parts);
    parts.bounds = bounds(document);
    parts.alternatives = alternatives(document);
    parts.rules = List.copyOf(document.path("x-kubernetes-validations").values());
    if (parts.embeddedResource) {
      putObjectFields(parts);
    }
    return parts;
  }

  private static Schema.Alternatives alternatives(JsonNode document) {
    List<Schema> all = each(document.path("allOf"));
    List<Schema> any = each(document.path("anyOf"));
    List<Schema> one = each(document.path("oneOf"));
    JsonNode not = document.get("not");
    return all.isEmpty() && any.isEmpty() && one.isEmpty() && not == null
        ? Schema.Alternatives.NONE
        : new Schema.Alternatives(all, any, one, not == null ? null : of(not));
  }

  private static List<Schema> each(JsonNode documents) {
    return documents.values().stream().map(StructuralSchema::of).toList();
  }

  private static Schema anything() {
    SchemaNode.Parts parts = new SchemaNode.Parts();
    parts.preservesUnknownFields = true;
    return parts.schema();
  }

  private static Schema.Type type(JsonNode document) {
    if (flag(document, "x-kubernetes-int-or-string")) {
      return Schema.Type.INT_OR_STRING;
    }
    return switch (text(document, "type")) {
      case "object" -> Schema.Type.OBJECT;
      case "array" -> Schema.Type.ARRAY;
      case "string" -> Schema.Type.STRING;
      case "integer" -> Schema.Type.INTEGER;
      case "number" -> Schema.Type.NUMBER;
      case "boolean" -> Schema.Type.BOOLEAN;
      case "" -> Schema.Type.ANY;
      default -> throw new IllegalArgumentException("no type is called " + text(document, "type"));
    };
  }

  private static void lists(JsonNode document, SchemaNode.Parts parts) {
    parts.listType =
        switch (text(document, "x-kubernetes-list-type")) {
          case "map" -> Schema.ListType.MAP;
          case "set" -> Schema.ListType.SET;
          default -> Schema.ListType.ATOMIC;
        };
    parts.listMapKeys = strings(document.path("x-kubernetes-list-map-keys"));
    parts.atomicMap = text(document, "x-kubernetes-map-type").equals("atomic");
    parts.patchMergeKey = text(document, "x-kubernetes-patch-merge-key");
    if (document.has("x-kubernetes-patch-strategy")) {
      EnumSet<Schema.PatchStrategy> strategies = EnumSet.noneOf(Schema.PatchStrategy.class);
      String words = text(document, "x-kubernetes-patch-strategy");
      for (String word : words.split(",")) {
        strategies.add(SchemaLine.strategy(word));
      }
      parts.patchStrategies = Set.copyOf(strategies);
    }
  }

  private static Bounds bounds(JsonNode document) {
    Bounds bounds =
        new Bounds(
            decimal(document, "minimum"),
            flag(document, "exclusiveMinimum"),
            decimal(document, "maximum"),
            flag(document, "exclusiveMaximum"),
            decimal(document, "multipleOf"),
            integer(document, "minLength"),
            integer(document, "maxLength"),
            document.has("pattern") ? text(document, "pattern") : null,
            integer(document, "minItems"),
            integer(document, "maxItems"),
            integer(document, "minProperties"),
            integer(document, "maxProperties"));
    return bounds.equals(Bounds.NONE) ? Bounds.NONE : bounds;
  }

  private static boolean flag(JsonNode document, String name) {
    return document.path(name).asBoolean(false);
  }

  private static String text(JsonNode document, String name) {
    return document.path(name).asString("");
  }

  private static @Nullable Integer integer(JsonNode document, String name) {
    return document.has(name)
        ? (Integer) Math.clamp(document.get(name).longValue(), 0, Integer.MAX_VALUE)
        : null;
  }

  private static @Nullable BigDecimal decimal(JsonNode document, String name) {
    return document.has(name) ? document.get(name).decimalValue() : null;
  }

  private static List<String> strings(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(item -> words.add(item.stringValue()));
    return List.copyOf(words);
  }
}
