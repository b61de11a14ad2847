package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// FlowSchemas and priority levels that a server wants to be there. Immutable by contract: who
/// takes an object copies it before changing it.
///
/// They come from a file with `schemas` and `levels`, each an object of names and specs.
///
/// @param schemas FlowSchemas
/// @param levels PriorityLevelConfigurations
public record BootstrapPolicy(List<ObjectNode> schemas, List<ObjectNode> levels) {
  static final String GROUP = "flowcontrol.apiserver.k8s.io";

  /// Says whether the server keeps the spec as it wants it.
  static final String AUTO_UPDATE = "apf.kubernetes.io/autoupdate-spec";

  /// What no policy can do without: who may always, and the rest.
  private static final List<String> MANDATORY = List.of("exempt", "catch-all");

  public BootstrapPolicy {
    schemas = List.copyOf(schemas);
    levels = List.copyOf(levels);
  }

  /// Those of Kubernetes.
  public static BootstrapPolicy kubernetes() {
    return read(BootstrapPolicy.class, "flowcontrol.json");
  }

  /// Reads a file beside a class.
  public static BootstrapPolicy read(Class<?> beside, String file) {
    try (InputStream stream = beside.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + file + " is missing in the class path");
      }
      ObjectNode document = Json.parseObject(stream.readAllBytes());
      return new BootstrapPolicy(
          objects(document, "schemas", "FlowSchema"),
          objects(document, "levels", "PriorityLevelConfiguration"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ObjectNode> objects(ObjectNode document, String field, String kind) {
    ObjectNode specs = Trees.makeObject(document, field);
    return specs
        .propertyStream()
        .map(spec -> object(kind, spec.getKey(), spec.getValue()))
        .toList();
  }

  private static ObjectNode object(String kind, String name, tools.jackson.databind.JsonNode spec) {
    ObjectNode object = Json.object();
    object.put("kind", kind).put("apiVersion", GROUP + "/v1");
    object
        .putObject("metadata")
        .put("name", name)
        .putObject("annotations")
        .put(AUTO_UPDATE, "true");
    object.set("spec", spec.deepCopy());
    return object;
  }

  /// Both together.
  public BootstrapPolicy and(BootstrapPolicy other) {
    return new BootstrapPolicy(
        Stream.concat(schemas.stream(), other.schemas.stream()).toList(),
        Stream.concat(levels.stream(), other.levels.stream()).toList());
  }

  static boolean isMandatory(ObjectNode object) {
    return MANDATORY.contains(Json.text(object, "metadata", "name"));
  }

  List<FlowSchema> schemaValues() {
    return schemas.stream().map(FlowSchema::of).toList();
  }

  List<LevelSettings> levelValues() {
    return levels.stream().map(LevelSettings::of).toList();
  }
}
