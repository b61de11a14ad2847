package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.Ages;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The columns that a definition asks for; the object's name always comes first.
final class PrinterColumns {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PrinterColumns() {}

  static List<Column> of(List<ObjectNode> definitions) {
    List<Column> columns = new ArrayList<>();
    columns.add(Columns.name());
    if (definitions.isEmpty()) {
      columns.add(
          new Column(
              "Age",
              "date",
              "",
              "When the object was created.",
              0,
              cell("date", ".metadata.creationTimestamp")));
    }
    definitions.forEach(definition -> columns.add(column(definition)));
    return columns;
  }

  private static Column column(ObjectNode definition) {
    String path = Json.text(definition, "jsonPath");
    String description = Json.text(definition, "description");
    String type = Json.text(definition, "type");
    return new Column(
        Json.text(definition, "name"),
        type,
        Json.text(definition, "format"),
        description.isEmpty()
            ? "Custom resource definition column (in JSONPath format): " + path
            : description,
        (int) Json.number(definition, 0, "priority"),
        cell(type, path));
  }

  private static BiFunction<ObjectNode, Instant, @Nullable JsonNode> cell(
      String type, String text) {
    JsonPath path;
    try {
      path = JsonPath.parse(text);
    } catch (IllegalArgumentException malformed) {
      return (object, now) -> NODES.nullNode();
    }
    return (object, now) -> {
      List<JsonNode> found = path.find(object);
      return found.isEmpty() || found.getFirst().isNull()
          ? NODES.nullNode()
          : Objects.requireNonNullElse(shown(type, found.getFirst(), now), NODES.nullNode());
    };
  }

  private static @Nullable JsonNode shown(String type, JsonNode value, Instant now) {
    return switch (type) {
      case "integer" -> value.isNumber() ? NODES.numberNode(value.longValue()) : null;
      case "number" -> value.isNumber() ? value : null;
      case "boolean" -> value.isBoolean() ? value : null;
      case "string" ->
          NODES.stringNode(
              value.isString() ? value.stringValue() : Json.MAPPER.writeValueAsString(value));
      case "date" -> value.isString() ? NODES.stringNode(age(value.stringValue(), now)) : null;
      default -> null;
    };
  }

  private static String age(String time, Instant now) {
    try {
      return Ages.since(OffsetDateTime.parse(time).toInstant().toString(), now);
    } catch (DateTimeException malformed) {
      return "<invalid>";
    }
  }
}
