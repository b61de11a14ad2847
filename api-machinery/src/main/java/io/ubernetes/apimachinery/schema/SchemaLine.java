package io.ubernetes.apimachinery.schema;

import io.ubernetes.apimachinery.schema.Schema.ListType;
import io.ubernetes.apimachinery.schema.Schema.PatchStrategy;
import io.ubernetes.apimachinery.schema.Schema.Presence;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads the lines of a definition; the grammar stands at the head of `kubernetes.schema`.
final class SchemaLine {

  static final String KIND = "kind:";
  static final String LIST = "list:";
  static final String MERGE_KEY = "merge:";
  static final String STRATEGY = "strategy:";
  static final String ENUM = "enum:";
  static final String ATOMIC = "atomic";
  static final String DEFAULT = "=";
  static final String ARRAY = "[]";
  static final String MAP = "map:";
  static final char BLANK = '~';
  static final char REQUIRED = '!';
  static final char KEPT = '*';
  static final char ALWAYS = '+';

  private SchemaLine() {}

  /// @param words of the definition's own line, its name first
  static SchemaNode definition(
      SchemaCatalog catalog,
      String name,
      String[] words,
      List<GroupVersionKind> kinds,
      List<String> fields) {
    SchemaNode.Parts parts = new SchemaNode.Parts();
    parts.definition = name;
    parts.builtIn = true;
    parts.kinds = kinds;
    parts.type = Schema.Type.OBJECT;
    parts.description = () -> Descriptions.BUILT_IN.of(name);
    for (int i = 1; i < words.length; i++) {
      if (words[i].equals(ATOMIC)) {
        parts.atomicMap = true;
      } else if (!words[i].startsWith(KIND)) {
        scalar(parts, words[i]);
      }
    }
    Set<String> required = new TreeSet<>();
    List<String> order = new ArrayList<>();
    for (String field : fields) {
      order.add(addField(catalog, parts, required, field));
    }
    parts.order = List.copyOf(order);
    parts.required = Set.copyOf(required);
    return parts.schema();
  }

  /// @return its name
  private static String addField(
      SchemaCatalog catalog, SchemaNode.Parts object, Set<String> required, String line) {
    int equals = line.indexOf(" " + DEFAULT);
    String[] words = (equals < 0 ? line : line.substring(0, equals)).split(" ");
    SchemaNode.Parts own = new SchemaNode.Parts();
    own.presence = Presence.OMITTED_WHEN_EMPTY;
    String name = words[0];
    boolean isRequired = false;
    for (char mark = last(name); "!*+".indexOf(mark) >= 0; mark = last(name)) {
      switch (mark) {
        case REQUIRED -> isRequired = true;
        case KEPT -> own.presence = Presence.KEPT;
        default -> own.presence = Presence.ALWAYS;
      }
      name = name.substring(0, name.length() - 1);
    }
    if (isRequired) {
      required.add(name);
    }
    if (equals >= 0) {
      own.defaultValue = Json.MAPPER.readTree(line.substring(equals + 2));
    }
    String owner = object.definition;
    String field = name;
    String type = words[1];
    own.description = () -> Descriptions.BUILT_IN.of(owner, field, type);
    object.properties.put(name, value(catalog, own, type, attributes(own, words)));
    return name;
  }

  private static char last(String name) {
    return name.charAt(name.length() - 1);
  }

  /// Puts what belongs to the place into `own`, and returns the values of an enum, which belong to
  /// the innermost type.
  private static List<JsonNode> attributes(SchemaNode.Parts own, String[] words) {
    List<JsonNode> enumValues = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith(LIST)) {
        listType(own, word.substring(LIST.length()));
      } else if (word.startsWith(MERGE_KEY)) {
        own.patchMergeKey = word.substring(MERGE_KEY.length());
      } else if (word.startsWith(STRATEGY)) {
        own.patchStrategies = strategies(word.substring(STRATEGY.length()));
      } else if (word.startsWith(ENUM)) {
        for (String value : word.substring(ENUM.length()).split(",", -1)) {
          enumValues.add(JsonNodeFactory.instance.stringNode(value.replace(BLANK, ' ')));
        }
      } else if (word.equals(ATOMIC)) {
        own.atomicMap = true;
      } else {
        throw new IllegalStateException("what is " + word + "?");
      }
    }
    return enumValues;
  }

  private static void listType(SchemaNode.Parts own, String text) {
    int open = text.indexOf('(');
    if (open >= 0) {
      own.listType = ListType.MAP;
      own.listMapKeys = List.of(text.substring(open + 1, text.length() - 1).split(","));
    } else {
      own.listType = text.equals("set") ? ListType.SET : ListType.ATOMIC;
    }
  }

  private static Set<PatchStrategy> strategies(String text) {
    EnumSet<PatchStrategy> strategies = EnumSet.noneOf(PatchStrategy.class);
    for (String word : text.split(",")) {
      strategies.add(strategy(word));
    }
    return Set.copyOf(strategies);
  }

  static PatchStrategy strategy(String word) {
    return switch (word) {
      case "merge" -> PatchStrategy.MERGE;
      case "replace" -> PatchStrategy.REPLACE;
      case "retainKeys" -> PatchStrategy.RETAIN_KEYS;
      default -> throw new IllegalArgumentException("no patch strategy is called " + word);
    };
  }

  private static Schema value(
      SchemaCatalog catalog, SchemaNode.Parts own, String type, List<JsonNode> enumValues) {
    if (type.startsWith(ARRAY)) {
      own.type = Schema.Type.ARRAY;
      own.items = item(catalog, type.substring(ARRAY.length()), enumValues);
    } else if (type.startsWith(MAP)) {
      own.type = Schema.Type.OBJECT;
      own.additionalProperties = item(catalog, type.substring(MAP.length()), enumValues);
    } else if (type.indexOf('.') >= 0) {
      return new SchemaReference(type, () -> catalog.definition(type), own);
    } else {
      scalar(own, type);
      own.enumValues = List.copyOf(enumValues);
    }
    own.builtIn = true;
    return own.schema();
  }

  private static Schema item(SchemaCatalog catalog, String type, List<JsonNode> enumValues) {
    return value(catalog, new SchemaNode.Parts(), type, enumValues);
  }

  private static void scalar(SchemaNode.Parts parts, String word) {
    switch (word) {
      case "object" -> {
        parts.type = Schema.Type.OBJECT;
        parts.preservesUnknownFields = true;
      }
      case "struct" -> parts.type = Schema.Type.OBJECT;
      case "any" -> {
        parts.type = Schema.Type.ANY;
        parts.preservesUnknownFields = true;
      }
      case "quantity" -> parts.type = Schema.Type.QUANTITY;
      case "int-or-string" -> parts.type = Schema.Type.INT_OR_STRING;
      case "string" -> parts.type = Schema.Type.STRING;
      case "boolean" -> parts.type = Schema.Type.BOOLEAN;
      case "number" -> parts.type = Schema.Type.NUMBER;
      case "integer" -> parts.type = Schema.Type.INTEGER;
      case "byte", "date-time" -> format(parts, Schema.Type.STRING, word);
      case "int32", "int64" -> format(parts, Schema.Type.INTEGER, word);
      case "double" -> format(parts, Schema.Type.NUMBER, word);
      default -> throw new IllegalStateException("type " + word);
    }
  }

  private static void format(SchemaNode.Parts parts, Schema.Type type, String format) {
    parts.type = type;
    parts.format = format;
  }
}
