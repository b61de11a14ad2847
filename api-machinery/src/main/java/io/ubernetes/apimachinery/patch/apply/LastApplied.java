package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The way from client-side apply, which keeps the last configuration in an annotation, to
/// server-side apply. Only for kubectl: whoever wants none of it uses another manager's name.
final class LastApplied {

  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /// Of all annotations of an object together, in bytes of UTF-8; Kubernetes' limit.
  private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;

  private static final String KUBECTL = "kubectl";

  private LastApplied() {}

  static boolean concerns(Writer writer) {
    return writer.manager().equals(KUBECTL);
  }

  /// The fields that client-side apply wrote and that are still as it wrote them: taking them over
  /// is no conflict.
  static FieldSet takenOver(ObjectNode live, Writer writer, Schema schema) {
    String text = Json.text(live, "metadata", "annotations", ANNOTATION);
    ObjectNode applied = parse(text);
    if (!Json.text(applied, "apiVersion").equals(writer.apiVersion())) {
      return FieldSet.EMPTY;
    }
    if (ConfigurationCheck.problem(applied, schema) != null) {
      return FieldSet.EMPTY;
    }
    Comparison difference = Comparison.of(applied, live, schema);
    return FieldSets.of(applied, schema)
        .difference(difference.changed())
        .difference(difference.removed());
  }

  private static ObjectNode parse(String text) {
    try {
      return text.isEmpty()
          ? Json.object()
          : Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return Json.object();
    }
  }

  /// Keeps the annotation of an object that has one up to date, so that client-side apply can take
  /// over again. In place.
  static void update(ObjectNode object, ObjectNode config) {
    if (Json.text(object, "metadata", "annotations", ANNOTATION).isEmpty()) {
      return;
    }
    ObjectNode annotations = (ObjectNode) object.get("metadata").get("annotations");
    annotations.put(ANNOTATION, text(config));
    long bytes = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      bytes += bytes(annotation.getKey()) + bytes(annotation.getValue().asString());
    }
    if (bytes > MAX_ANNOTATIONS_BYTES) {
      annotations.remove(ANNOTATION);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The configuration as Go writes it: fields sorted, characters special to HTML escaped, a line
  /// end at its end; without the annotation itself.
  private static String text(ObjectNode config) {
    ObjectNode copy = config.deepCopy();
    if (Json.at(copy, "metadata", "annotations") instanceof ObjectNode annotations) {
      annotations.remove(ANNOTATION);
    }
    String text = sorted(copy).toString();
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e") + "\n";
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return Json.object().setAll(fields);
    }
    if (node instanceof ArrayNode list) {
      list.forEach(LastApplied::sorted);
      for (int i = 0; i < list.size(); i++) {
        list.set(i, sorted(list.get(i)));
      }
    }
    return node;
  }
}
