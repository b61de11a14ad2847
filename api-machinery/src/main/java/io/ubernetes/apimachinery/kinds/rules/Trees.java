package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the trees of objects the way that rules need it: what is absent is empty.
public final class Trees {

  private Trees() {}

  /// The items of a list that are objects.
  public static List<ObjectNode> objects(@Nullable JsonNode parent, String... path) {
    JsonNode list = Json.at(parent, path);
    if (list == null || !list.isArray()) {
      return List.of();
    }
    List<ObjectNode> items = new ArrayList<>(list.size());
    for (JsonNode item : list) {
      if (item instanceof ObjectNode object) {
        items.add(object);
      }
    }
    return items;
  }

  /// The items of a list that are strings.
  public static List<String> strings(@Nullable JsonNode parent, String... path) {
    return Json.texts(parent, path);
  }

  /// The map of strings there; empty when there is none.
  public static Map<String, String> map(@Nullable JsonNode parent, String... path) {
    return Json.strings(Json.at(parent, path));
  }

  /// The text in a field; empty when there is none.
  public static String text(@Nullable JsonNode parent, String... path) {
    return Json.text(parent, path);
  }

  /// The object there, or null.
  public static @Nullable ObjectNode object(@Nullable JsonNode parent, String... path) {
    return Json.at(parent, path) instanceof ObjectNode object ? object : null;
  }

  /// The object in a field, made when it is not there.
  public static ObjectNode makeObject(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode object ? object : parent.putObject(field);
  }

  /// Whether two values say the same, where nothing and null are one.
  public static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
    boolean nothing = one == null || one.isNull();
    boolean otherNothing = other == null || other.isNull();
    return (nothing && otherNothing) || (one != null && one.equals(other));
  }

  /// Whether a flag is set.
  public static boolean flag(@Nullable JsonNode parent, String... path) {
    JsonNode value = Json.at(parent, path);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  /// Writes text where there is none.
  public static void defaultText(ObjectNode object, String field, String text) {
    if (Json.text(object, field).isEmpty()) {
      object.put(field, text);
    }
  }

  /// Writes a number where there is none.
  public static void defaultNumber(ObjectNode object, String field, int number) {
    if (Json.at(object, field) == null) {
      object.put(field, number);
    }
  }

  /// Writes a number where there is none or 0.
  public static void defaultWhenZero(ObjectNode object, String field, int number) {
    if (Json.number(object, 0, field) == 0) {
      object.put(field, number);
    }
  }

  /// Writes an empty object where there is none.
  public static void defaultObject(ObjectNode object, String field) {
    if (Json.at(object, field) == null) {
      object.putObject(field);
    }
  }

  /// Turns an empty list into null: what Kubernetes keeps in its store cannot tell the two apart,
  /// and reads as null where the field is always written.
  public static void nullWhenEmpty(ObjectNode object, String field) {
    JsonNode list = object.get(field);
    if (list != null && list.isArray() && list.isEmpty()) {
      object.putNull(field);
    }
  }
}
