package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for subresources, printer columns and selectable fields of a version.
///
/// @param errors takes what is wrong
record VersionRules(VersionDefinition version, FieldErrors errors) {

  private static final int MAX_SELECTABLE_FIELDS = 8;
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");

  void subresources(FieldPath path) {
    ObjectNode scale = version.scale();
    if (scale == null) {
      return;
    }
    replicas(scale, "specReplicasPath", ".spec.", path);
    replicas(scale, "statusReplicasPath", ".status.", path);
    String selector = Json.text(scale, "labelSelectorPath");
    FieldPath field = path.child("scale.labelSelectorPath");
    if (!selector.isEmpty() && simplePath(field, selector)) {
      boolean fits = selector.startsWith(".spec.") || selector.startsWith(".status.");
      if (!fits) {
        errors.invalid(field, selector, "should be a json path under either .spec or .status");
      }
    }
  }

  private void replicas(ObjectNode scale, String name, String prefix, FieldPath path) {
    FieldPath field = path.child("scale." + name);
    String text = Json.text(scale, name);
    if (text.isEmpty()) {
      errors.required(field);
    } else if (simplePath(field, text) && !text.startsWith(prefix)) {
      errors.invalid(
          field, text, "should be a json path under " + prefix.substring(0, prefix.length() - 1));
    }
  }

  private boolean simplePath(FieldPath field, String text) {
    if (text.charAt(0) != '.') {
      errors.invalid(field, text, "must be a simple json path starting with .");
      return false;
    }
    return true;
  }

  void columns(FieldPath list) {
    List<ObjectNode> columns = version.columns();
    for (int i = 0; i < columns.size(); i++) {
      column(columns.get(i), list.index(i));
    }
  }

  private void column(ObjectNode column, FieldPath path) {
    if (Json.text(column, "name").isEmpty()) {
      errors.required(path.child("name"));
    }
    String types = "must be one of " + String.join(",", COLUMN_TYPES);
    String type = Json.text(column, "type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), types);
    } else if (!COLUMN_TYPES.contains(type)) {
      errors.invalid(path.child("type"), type, types);
    }
    String format = Json.text(column, "format");
    if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
      errors.invalid(
          path.child("format"), format, "must be one of " + String.join(",", COLUMN_FORMATS));
    }
    String text = Json.text(column, "jsonPath");
    if (text.isEmpty()) {
      errors.required(path.child("JSONPath"));
    } else {
      simplePath(path.child("JSONPath"), text);
    }
  }

  void selectableFields(FieldPath list) {
    List<String> paths = version.selectableFields();
    Set<String> unique = new HashSet<>();
    for (int i = 0; i < paths.size(); i++) {
      FieldPath path = list.index(i).child("jsonPath");
      String text = paths.get(i);
      if (text.isEmpty()) {
        errors.required(path);
        continue;
      }
      SchemaPath found = SchemaPath.find(version.schema(), text, SchemaPath.Notation.DOTS_ONLY);
      if (!found.problem().isEmpty()) {
        errors.invalid(path, text, "is an invalid path: " + found.problem());
        continue;
      }
      if (text.equals(".metadata") || text.startsWith(".metadata.")) {
        errors.invalid(path, text, "must not point to fields in metadata");
      }
      JsonNode schema = found.schema();
      if (!Set.of("string", "boolean", "integer").contains(Json.text(schema, "type"))) {
        errors.invalid(
            path,
            text,
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (!unique.add(text)) {
        errors.duplicate(path, text);
      }
    }
    if (unique.size() > MAX_SELECTABLE_FIELDS) {
      errors.tooMany(list, unique.size(), MAX_SELECTABLE_FIELDS);
    }
  }
}
