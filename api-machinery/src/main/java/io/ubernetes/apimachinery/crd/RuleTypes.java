package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.cel.ValueType.Identity;
import io.ubernetes.apimachinery.cel.ValueType.ListOf;
import io.ubernetes.apimachinery.cel.ValueType.MapOf;
import io.ubernetes.apimachinery.cel.ValueType.ObjectOf;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What rules in CEL know of values with a schema (Kubernetes' `SchemaDeclType`): fields of which
/// nothing is known are out of their reach; of metadata they see `name` and `generateName`.
final class RuleTypes {

  private static final ValueType METADATA =
      new ObjectOf(
          "selfType.metadata", Map.of("name", Scalar.STRING, "generateName", Scalar.STRING));

  private RuleTypes() {}

  /// @param name what an object's type is called in errors
  /// @return empty when rules cannot see such a value
  static Optional<ValueType> of(Schema schema, String name) {
    return switch (schema.type()) {
      case INT_OR_STRING -> Optional.of(Scalar.DYN);
      case BOOLEAN -> Optional.of(Scalar.BOOL);
      case INTEGER -> Optional.of(Scalar.INT);
      case NUMBER -> Optional.of(Scalar.DOUBLE);
      case STRING, QUANTITY -> Optional.of(text(schema.format()));
      case ARRAY -> list(schema, name);
      case OBJECT -> object(schema, name);
      case ANY -> Optional.empty();
    };
  }

  private static ValueType text(String format) {
    return switch (format) {
      case "byte" -> Scalar.BYTES;
      case "duration" -> Scalar.DURATION;
      case "date", "date-time" -> Scalar.TIMESTAMP;
      default -> Scalar.STRING;
    };
  }

  private static Optional<ValueType> list(Schema schema, String name) {
    Schema items = schema.items();
    if (items == null) {
      return Optional.empty();
    }
    Identity identity =
        switch (schema.listType()) {
          case ATOMIC -> Identity.ATOMIC;
          case SET -> Identity.SET;
          case MAP -> Identity.MAP;
        };
    return of(items, name + ".@idx").map(type -> new ListOf(type, identity, schema.listMapKeys()));
  }

  private static Optional<ValueType> object(Schema schema, String name) {
    Schema values = schema.additionalProperties();
    if (values != null) {
      return of(values, name + ".@elem").map(MapOf::new);
    }
    Map<String, ValueType> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      if (field.getValue().builtIn()) {
        fields.put(field.getKey(), METADATA);
      } else {
        of(field.getValue(), name + "." + field.getKey())
            .ifPresent(type -> fields.put(field.getKey(), type));
      }
    }
    return Optional.of(new ObjectOf(name, fields));
  }
}
