package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.cel.ValueType.ListOf;
import io.ubernetes.apimachinery.cel.ValueType.MapOf;
import io.ubernetes.apimachinery.cel.ValueType.ObjectOf;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What expressions can know of whole objects, their metadata included, from the kind's schema.
/// Belongs to one translation.
final class ObjectTypes {

  /// Definitions that are being translated, the innermost first.
  private final Deque<String> within = new ArrayDeque<>();

  private ObjectTypes() {}

  /// @return empty when the schema contains itself, so that nothing can be said of it
  static Optional<ValueType> of(Schema schema, String kind) {
    try {
      return new ObjectTypes().type(schema, kind);
    } catch (ContainsItselfException endless) {
      return Optional.empty();
    }
  }

  private Optional<ValueType> type(Schema schema, String name) {
    String definition = schema.definition();
    if (!definition.isEmpty() && within.contains(definition)) {
      throw new ContainsItselfException();
    }
    within.push(definition);
    Optional<ValueType> type =
        switch (schema.type()) {
          case INT_OR_STRING -> Optional.of(Scalar.DYN);
          case BOOLEAN -> Optional.of(Scalar.BOOL);
          case INTEGER -> Optional.of(Scalar.INT);
          case NUMBER -> Optional.of(Scalar.DOUBLE);
          case STRING -> Optional.of(text(schema.format()));
          case ARRAY -> list(schema, name);
          case OBJECT -> object(schema, name);
          // To Kubernetes a quantity has no type, as anything has none.
          case QUANTITY, ANY -> Optional.empty();
        };
    within.pop();
    return type;
  }

  private static ValueType text(String format) {
    return switch (format) {
      case "byte" -> Scalar.BYTES;
      case "duration" -> Scalar.DURATION;
      case "date", "date-time" -> Scalar.TIMESTAMP;
      default -> Scalar.STRING;
    };
  }

  private Optional<ValueType> list(Schema schema, String name) {
    Schema items = schema.items();
    return items == null ? Optional.empty() : type(items, name + ".@idx").map(ListOf::new);
  }

  private Optional<ValueType> object(Schema schema, String name) {
    Schema values = schema.additionalProperties();
    if (values != null) {
      return type(values, name + ".@elem").map(MapOf::new);
    }
    Map<String, ValueType> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      type(field.getValue(), name + "." + field.getKey())
          .ifPresent(type -> fields.put(field.getKey(), type));
    }
    return Optional.of(new ObjectOf(name, fields));
  }

  private static final class ContainsItselfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContainsItselfException() {
      super("a schema contains itself", null, false, false);
    }
  }
}
