package io.ubernetes.apimachinery.schema;

import io.ubernetes.apimachinery.schema.Schema.Presence;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Writes `kubernetes.schema`: carries the facts (names, types, merge keys, ...) of the OpenAPI v3
/// documents of a Kubernetes API server, and of Kubernetes' Go structs, over into our own form.
/// Sentences are left behind. Run it when a newer Kubernetes is to be served:
///
/// ```
/// SchemaExtractor OPENAPI_DIR GO_DIR kubernetes.schema
/// ```
///
/// OPENAPI_DIR holds the documents as `*.json.gz`; for GO_DIR see [GoStructs].
final class SchemaExtractor {

  /// Lists that get a default when they are absent, and are refused when they are empty.
  private static final Set<String> EMPTY_IS_REFUSED =
      Set.of("[]io.k8s.api.autoscaling.v2.HPAScalingPolicy");

  private static final String HEADER =
      """
      # The built-in types of Kubernetes VERSION. Written by SchemaExtractor; do not edit by hand.
      #
      # A definition is a line with its name, followed by:
      #   kind:G/V/K    objects of it have this group, version and kind (* stands for every group and version)
      #   TYPE          what it is when it is no struct
      #   atomic        its fields are owned together
      # and a line for each field, in the order of the Go struct, indented by two blanks: the name with its
      # marks, the type, attributes.
      #   !  required      *  written also when empty (a pointer)      +  written also when absent
      #   types: string boolean integer int32 int64 number double byte date-time quantity int-or-string
      #          object (anything in braces) struct (no fields) any, the name of a definition, []TYPE, map:TYPE
      #   list:atomic list:set list:map(KEY,...)   merge:KEY   strategy:WORD,...   enum:VALUE,...   atomic   =DEFAULT
      #   (a blank in a value is written as a tilde)
      """;

  /// Go structs that are no structs in the documents.
  private static final Set<String> STRUCTS =
      Set.of(
          "io.k8s.apimachinery.pkg.api.resource.Quantity",
          "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
          "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
          "io.k8s.apimachinery.pkg.runtime.RawExtension",
          "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
          "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON");

  /// Kinds that each document says to be of its own group and version.
  private static final Set<String> OF_EVERY_VERSION =
      Set.of(
          "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
          "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent");

  private final GoStructs go;
  private final StringBuilder out = new StringBuilder();

  private SchemaExtractor(Path goRoot) {
    this.go = new GoStructs(goRoot);
  }

  public static void main(String[] args) throws IOException {
    Map<String, JsonNode> definitions = new TreeMap<>();
    String version = "";
    for (Path file : documents(Path.of(args[0]))) {
      JsonNode document = read(file);
      version = document.at("/info/version").asString(version);
      for (Map.Entry<String, JsonNode> entry : document.at("/components/schemas").properties()) {
        definitions.putIfAbsent(entry.getKey(), entry.getValue());
      }
    }
    SchemaExtractor extractor = new SchemaExtractor(Path.of(args[1]));
    extractor.out.append(HEADER.replace("VERSION", version));
    definitions.forEach(extractor::definition);
    Files.writeString(Path.of(args[2]), extractor.out);
  }

  private static List<Path> documents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  private static JsonNode read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Json.MAPPER.readTree(in);
    }
  }

  private void definition(String name, JsonNode schema) {
    out.append(name);
    JsonNode kinds = schema.path("x-kubernetes-group-version-kind");
    if (OF_EVERY_VERSION.contains(name)) {
      out.append(" kind:*/*/").append(name.substring(name.lastIndexOf('.') + 1));
    } else {
      for (JsonNode kind : kinds) {
        String group = kind.path("group").asString("");
        out.append(" kind:").append(group.isEmpty() ? "" : group + "/");
        out.append(kind.get("version").stringValue()).append('/');
        out.append(kind.get("kind").stringValue());
      }
    }
    String type = definitionType(name, schema);
    out.append(type.isEmpty() ? "" : " " + type);
    if (schema.path("x-kubernetes-map-type").asString("").equals("atomic")) {
      out.append(" atomic");
    }
    out.append('\n');
    Map<String, GoStructs.Field> goFields = go.fields(name);
    for (Map.Entry<String, JsonNode> field : inOrder(schema.path("properties"), goFields)) {
      GoStructs.Field goField = goFields.get(field.getKey());
      if (goField == null) {
        System.err.println("not found in Go: " + name + "." + field.getKey());
      }
      boolean required = contains(schema.path("required"), field.getKey());
      field(field.getKey(), field.getValue(), goField, required);
    }
  }

  /// In the order of the struct; a struct that is not found leaves the order of the names.
  private static List<Map.Entry<String, JsonNode>> inOrder(
      JsonNode properties, Map<String, GoStructs.Field> goFields) {
    List<String> order = List.copyOf(goFields.keySet());
    return properties.properties().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, JsonNode> field) -> order.indexOf(field.getKey()))
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  private static String definitionType(String name, JsonNode schema) {
    if (name.endsWith(".Quantity")) {
      return "quantity";
    }
    if (name.endsWith(".IntOrString")) {
      return "int-or-string";
    }
    if (schema.has("properties")) {
      return "";
    }
    if (name.endsWith("SubresourceStatus")) {
      return "struct";
    }
    return schema.has("type") ? scalar(schema) : "any";
  }

  private void field(
      String name, JsonNode schema, GoStructs.@Nullable Field goField, boolean required) {
    out.append("  ").append(name).append(required ? "!" : "");
    out.append(
        switch (presence(schema, goField)) {
          case OMITTED_WHEN_EMPTY -> "";
          case KEPT -> "*";
          case ALWAYS -> "+";
        });
    out.append(' ').append(type(schema));
    attributes(schema);
    out.append('\n');
  }

  /// A default of `{}` marks a struct that is no pointer.
  private static Presence presence(JsonNode schema, GoStructs.@Nullable Field goField) {
    if (EMPTY_IS_REFUSED.contains(type(schema))) {
      return Presence.KEPT;
    }
    if (goField == null) {
      return schema.has("default") ? Presence.ALWAYS : Presence.OMITTED_WHEN_EMPTY;
    }
    if (goField.goType().startsWith("*") && STRUCTS.contains(type(schema))) {
      return Presence.KEPT;
    }
    boolean struct = schema.has("default") && schema.get("default").isObject();
    return goField.presence(struct || STRUCTS.contains(type(schema)));
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String reference = schema.get("$ref").stringValue();
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    if (schema.has("allOf")) {
      return type(schema.get("allOf").get(0));
    }
    if (schema.has("items")) {
      return SchemaLine.ARRAY + type(schema.get("items"));
    }
    if (schema.has("additionalProperties")) {
      return SchemaLine.MAP + type(schema.get("additionalProperties"));
    }
    return scalar(schema);
  }

  private static String scalar(JsonNode schema) {
    return schema.has("format")
        ? schema.get("format").stringValue()
        : schema.get("type").stringValue();
  }

  private void attributes(JsonNode schema) {
    String listType = schema.path("x-kubernetes-list-type").asString("");
    if (!listType.isEmpty()) {
      JsonNode keys = schema.path("x-kubernetes-list-map-keys");
      out.append(" ").append(SchemaLine.LIST).append(listType);
      out.append(keys.isEmpty() ? "" : "(" + joined(keys) + ")");
    }
    String mergeKey = schema.path("x-kubernetes-patch-merge-key").asString("");
    out.append(mergeKey.isEmpty() ? "" : " " + SchemaLine.MERGE_KEY + mergeKey);
    String strategy = schema.path("x-kubernetes-patch-strategy").asString("");
    out.append(strategy.isEmpty() ? "" : " " + SchemaLine.STRATEGY + strategy);
    JsonNode values = innermost(schema).path("enum");
    out.append(values.isEmpty() ? "" : " " + SchemaLine.ENUM + joined(values));
    if (schema.path("x-kubernetes-map-type").asString("").equals("atomic")) {
      out.append(" " + SchemaLine.ATOMIC);
    }
    if (schema.has("default")) {
      out.append(" " + SchemaLine.DEFAULT).append(schema.get("default"));
    }
  }

  private static JsonNode innermost(JsonNode schema) {
    if (schema.has("items")) {
      return innermost(schema.get("items"));
    }
    return schema.has("additionalProperties")
        ? innermost(schema.get("additionalProperties"))
        : schema;
  }

  private static boolean contains(JsonNode list, String word) {
    for (JsonNode item : list) {
      if (item.stringValue().equals(word)) {
        return true;
      }
    }
    return false;
  }

  private static String joined(JsonNode list) {
    List<String> words = new ArrayList<>();
    for (JsonNode item : list) {
      String word = item.stringValue();
      if (word.contains(",") || word.indexOf(SchemaLine.BLANK) >= 0) {
        throw new IllegalStateException("a value with a character of the grammar: " + word);
      }
      words.add(word.replace(' ', SchemaLine.BLANK));
    }
    return String.join(",", words);
  }
}
