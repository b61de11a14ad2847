package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.patch.GoText;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.ListType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether an applied configuration fits the schema well enough to be merged: it may name only
/// fields that there are, with values of their type, and list items that can be told apart.
final class ConfigurationCheck {

  private final List<String> problems = new ArrayList<>();

  private ConfigurationCheck() {}

  /// What is wrong, in one text, or null.
  static @Nullable String problem(JsonNode config, Schema schema) {
    ConfigurationCheck check = new ConfigurationCheck();
    check.fields("", config, schema);
    return switch (check.problems.size()) {
      case 0 -> null;
      case 1 -> check.problems.getFirst();
      default -> "errors:\n  " + String.join("\n  ", check.problems);
    };
  }

  private void value(String path, JsonNode value, @Nullable Schema schema) {
    if (schema == null || value.isNull() || schema.type() == Schema.Type.ANY) {
      return;
    }
    switch (schema.type()) {
      case OBJECT -> {
        if (value.isObject()) {
          fields(path, value, schema);
        } else {
          add(path, "expected map, got &{" + GoText.value(value) + "}");
        }
      }
      case ARRAY -> {
        if (value.isArray()) {
          items(path, value, schema);
        } else {
          add(path, "expected list, got &{" + GoText.value(value) + "}");
        }
      }
      case STRING -> {
        if (!value.isString()) {
          String shown = "&value.valueUnstructured{Value:" + GoText.value(value) + "}";
          add(path, "expected string, got " + shown);
        }
      }
      case INTEGER, NUMBER -> {
        if (!value.isNumber()) {
          add(path, "expected numeric (int or float), got " + GoText.goType(value));
        }
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          add(path, "expected boolean, got &{" + GoText.value(value) + "}");
        }
      }
      case INT_OR_STRING, QUANTITY -> {
        if (value.isContainer()) {
          add(path, "expected any scalar, got &{" + GoText.value(value) + "}");
        }
      }
      case ANY -> {}
    }
  }

  /// Stops at the first field that is not declared, as Kubernetes does.
  private void fields(String path, JsonNode object, Schema schema) {
    boolean open =
        (schema.properties().isEmpty() && schema.additionalProperties() == null)
            || schema.preservesUnknownFields()
            || schema.embeddedResource();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String inner = path + "." + field.getKey();
      Schema declared = schema.property(field.getKey());
      if (declared == null && !open) {
        add(inner, "field not declared in schema");
        return;
      }
      value(inner, field.getValue(), declared);
    }
  }

  private void items(String path, JsonNode list, Schema schema) {
    Set<PathElement> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      if (schema.listType() == ListType.ATOMIC) {
        value(path + "[" + i + "]", item, schema.items());
        continue;
      }
      PathElement key = ItemKeys.of(schema, item);
      if (key == null) {
        add(path, "element " + i + ": " + ItemKeys.problem(schema, item));
        return;
      }
      if (!seen.add(key)) {
        add(path, "duplicate entries for key " + key);
      }
      value(path + key, item, schema.items());
    }
  }

  private void add(String path, String problem) {
    problems.add(path + ": " + problem);
  }
}
