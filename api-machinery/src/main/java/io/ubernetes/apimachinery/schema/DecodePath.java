package io.ubernetes.apimachinery.schema;

import java.util.ArrayList;
import java.util.List;

/// Where in a body a [Decoder] is: as field paths show it (`spec.containers[0].name`) and as Go's
/// messages do, which leave out indexes and keys and begin with the name of the struct. Belongs to
/// one decoder.
final class DecodePath {

  /// Field names, [Key]s and [Index]es.
  private final List<Object> steps = new ArrayList<>();

  /// The definitions that were entered, the innermost last; parts without a name are not on it.
  private final List<Schema> structs = new ArrayList<>();

  private record Key(String name) {}

  private record Index(int number) {}

  void push(String field) {
    steps.add(field);
  }

  void pushKey(String key) {
    steps.add(new Key(key));
  }

  void pushIndex(int index) {
    steps.add(new Index(index));
  }

  void pop() {
    steps.removeLast();
  }

  void enter(Schema schema) {
    structs.add(schema);
  }

  void leave() {
    structs.removeLast();
  }

  /// Go's complaint about a value of another JSON type than the schema's.
  ///
  /// @param found `string`, `number 1.5`, `object`, ...
  String cannotUnmarshal(String found, Schema wanted) {
    StringBuilder text = new StringBuilder("json: cannot unmarshal ").append(found);
    String struct = enclosingStruct();
    if (struct.isEmpty()) {
      text.append(" into Go value of type ");
    } else {
      text.append(" into Go struct field ").append(struct);
      for (Object step : steps) {
        if (step instanceof String field) {
          text.append('.').append(field);
        }
      }
      text.append(" of type ");
    }
    return text.append(goType(wanted)).toString();
  }

  /// The innermost struct around the value; the value itself was entered last.
  private String enclosingStruct() {
    for (int i = structs.size() - 2; i >= 0; i--) {
      Schema struct = structs.get(i);
      if (!struct.properties().isEmpty() && !struct.definition().isEmpty()) {
        return lastWord(struct.definition());
      }
    }
    return "";
  }

  private static String goType(Schema schema) {
    Schema items = schema.items();
    Schema values = schema.additionalProperties();
    return switch (schema.type()) {
      case OBJECT ->
          values != null ? "map[string]" + goType(values) : packageAndName(schema.definition());
      case ARRAY -> "[]" + (items == null ? "interface {}" : goType(items));
      case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
      case INTEGER -> schema.format().isEmpty() ? "int64" : schema.format();
      case NUMBER -> "float64";
      case BOOLEAN -> "bool";
      case INT_OR_STRING -> "intstr.IntOrString";
      case QUANTITY -> "resource.Quantity";
      case ANY -> "interface {}";
    };
  }

  private static String lastWord(String definition) {
    return definition.substring(definition.lastIndexOf('.') + 1);
  }

  private static String packageAndName(String definition) {
    int name = definition.lastIndexOf('.');
    return definition.substring(definition.lastIndexOf('.', name - 1) + 1);
  }

  /// As field paths are shown.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof Index(int number)) {
        text.append('[').append(number).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".");
        text.append(step instanceof Key(String name) ? name : step);
      }
    }
    return text.toString();
  }
}
