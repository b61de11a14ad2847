package io.ubernetes.apimachinery.protobuf;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a message: its name as in the OpenAPI documents, and its fields by number.
record Message(String definition, Map<Integer, Field> fields) {

  Message {
    fields = Map.copyOf(fields);
  }

  @Nullable Field field(int number) {
    return fields.get(number);
  }

  /// Whether the message may stand for a mere list, since protobuf knows no lists of lists and no
  /// maps of lists: `ExtraValue` does. Where it does is for the schema to say.
  boolean isList() {
    Field only = fields.get(1);
    return fields.size() == 1
        && only != null
        && only.count() == Count.LIST
        && only.name().equals("items");
  }

  /// How many values a field has.
  enum Count {
    ONE,
    LIST,
    /// From strings.
    MAP
  }

  /// @param type of one value: `string`, `bytes`, `bool`, `int32`, `int64`, `double`, or the name
  ///   of a message
  record Field(int number, String name, Count count, String type) {

    boolean isMessage() {
      return type.indexOf('.') >= 0;
    }
  }
}
