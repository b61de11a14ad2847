package io.ubernetes.apimachinery.protobuf;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds fields of schemas that no message has.
final class MessageCoverage {

  private MessageCoverage() {}

  /// @param seen definitions that were looked at
  /// @param missing `DEFINITION.FIELD` of what no message has
  static void check(@Nullable Schema schema, Set<String> seen, Set<String> missing) {
    if (schema == null) {
      return;
    }
    check(schema.items(), seen, missing);
    check(schema.additionalProperties(), seen, missing);
    if (schema.properties().isEmpty() || !seen.add(schema.definition())) {
      return;
    }
    Message message = Messages.find(schema.definition());
    Set<String> names = new HashSet<>();
    if (message != null) {
      collect(message, schema, names);
    }
    schema
        .properties()
        .forEach((name, property) -> {
          if (!names.contains(name) && !name.equals("apiVersion") && !name.equals("kind")) {
            missing.add(schema.definition() + "." + name);
          }
          check(property, seen, missing);
        });
  }

  private static void collect(Message message, Schema schema, Set<String> names) {
    for (Message.Field field : message.fields().values()) {
      String name = JsonNames.of(field.name(), schema);
      if (schema.property(name) != null) {
        names.add(name);
      } else if (field.isMessage()) {
        collect(Messages.byName(field.type()), schema, names);
      }
    }
  }
}
