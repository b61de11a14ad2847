package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.ListType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a value is owned: as a whole, or part by part. Where the schema leaves the type open the
/// value decides: objects by field, all else as a whole.
enum Shape {
  /// A scalar, or a list or map that is one unit.
  WHOLE,
  /// Field by field.
  FIELDS,
  /// Item by item.
  ITEMS;

  private static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";

  static Shape of(@Nullable Schema schema, JsonNode value) {
    if (schema == null) {
      return value.isObject() ? FIELDS : WHOLE;
    }
    return switch (schema.type()) {
      case OBJECT -> isUnit(schema) ? WHOLE : FIELDS;
      case ARRAY -> schema.listType() == ListType.ATOMIC ? WHOLE : ITEMS;
      case ANY -> value.isObject() && !isUnit(schema) ? FIELDS : WHOLE;
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, QUANTITY -> WHOLE;
    };
  }

  private static boolean isUnit(Schema schema) {
    return schema.atomicMap() || schema.definition().equals(RAW_EXTENSION);
  }

  /// Whether the type follows from the value alone.
  static boolean isOpen(@Nullable Schema schema) {
    return schema == null || schema.type() == Schema.Type.ANY;
  }

  /// The schema of a field of an object of this schema; null where anything may stand.
  static @Nullable Schema field(@Nullable Schema schema, String name) {
    return schema == null ? null : schema.property(name);
  }

  /// Whether the schema names the field, other than the keys of a map.
  static boolean declares(@Nullable Schema schema, String name) {
    return schema != null && schema.properties().containsKey(name);
  }
}
