package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The forms of objects that the server makes for clients: Tables and PartialObjectMetadata.
final class Forms {

  private static final String META = "meta.k8s.io/";

  private Forms() {}

  /// How much of each object a Table's rows carry.
  enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    static IncludeObject of(Request request) {
      String asked = request.parameter("includeObject").orElse("");
      return switch (asked) {
        case "", "Metadata" -> METADATA;
        case "Object" -> OBJECT;
        case "None" -> NONE;
        default ->
            throw ApiException.badRequest(
                "Unable to convert to Table as requested: includeObject: Invalid value: \""
                    + asked
                    + "\": must be 'Metadata', 'Object', 'None', or empty");
      };
    }
  }

  /// @param metaVersion version of group meta.k8s.io
  static ObjectNode partialMetadata(ObjectNode object, String metaVersion) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", META + metaVersion);
    JsonNode metadata = object.get("metadata");
    partial.set("metadata", metadata == null ? Json.object() : metadata);
    return partial;
  }

  /// An empty Table, to be filled with [#addRow].
  ///
  /// @param columns the kind's; null leaves the definitions out, as in all but the first event of a
  ///   watch
  /// @param metaVersion version of group meta.k8s.io
  static ObjectNode table(
      ObjectNode listMetadata, @Nullable List<Column> columns, String metaVersion) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", META + metaVersion);
    table.set("metadata", listMetadata);
    ArrayNode definitions = null;
    if (columns != null) {
      definitions = table.putArray("columnDefinitions");
      for (Column column : columns) {
        ObjectNode definition = definitions.addObject();
        definition
            .put("name", column.name())
            .put("type", column.type())
            .put("format", column.format())
            .put("description", column.description())
            .put("priority", column.priority());
      }
    } else {
      table.putNull("columnDefinitions");
    }
    table.putArray("rows");
    return table;
  }

  static void addRow(
      ObjectNode table,
      List<Column> columns,
      ObjectNode object,
      IncludeObject include,
      Instant now) {
    ObjectNode row = ((ArrayNode) table.get("rows")).addObject();
    row.set("cells", cells(columns, object, now));
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> {
        String meta = Json.text(table, "apiVersion").substring(META.length());
        row.set("object", partialMetadata(object, meta));
      }
      case OBJECT -> row.set("object", object);
    }
  }

  /// What a row of an object shows.
  static ArrayNode cells(List<Column> columns, ObjectNode object, Instant now) {
    ArrayNode cells = Json.object().arrayNode();
    for (Column column : columns) {
      JsonNode cell = column.cell().apply(object, now);
      if (cell == null) {
        cells.add("<none>");
      } else {
        cells.add(cell);
      }
    }
    return cells;
  }
}
