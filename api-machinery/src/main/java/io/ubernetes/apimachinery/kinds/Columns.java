package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes the columns that kinds have in common, so that a kind's list of columns reads like the
/// head of its table.
public final class Columns {

  private static final int ALWAYS = 0;
  private static final int WIDE = 1;

  private Columns() {}

  /// The object's name, by which clients know the row.
  public static Column name() {
    return column("Name", "string", "name", "What the object is called.", ALWAYS, Columns::nameOf)
        .reading("metadata.name");
  }

  /// The object's name where it is not the first thing to know.
  static Column nameWhenWide() {
    return column("Name", "string", "name", "What the object is called.", WIDE, Columns::nameOf);
  }

  /// How long ago the object was created.
  public static Column age() {
    return timed(
            "Age",
            "How long ago the object was created.",
            (object, now) -> Ages.since(Json.text(object, "metadata", "creationTimestamp"), now))
        .reading("metadata.creationTimestamp");
  }

  /// Text that depends on what time it is.
  static Column timed(
      String name, String description, BiFunction<ObjectNode, Instant, String> cell) {
    return column(name, "string", "", description, ALWAYS, cell);
  }

  static Column timedWhenWide(
      String name, String description, BiFunction<ObjectNode, Instant, String> cell) {
    return column(name, "string", "", description, WIDE, cell);
  }

  /// Text that is always shown.
  public static Column text(String name, String description, Function<ObjectNode, String> cell) {
    return column(name, "string", "", description, ALWAYS, (object, now) -> cell.apply(object));
  }

  /// When the object was made: what Kubernetes shows of kinds for which it has no table.
  static Column createdAt() {
    return dated(
        "Created At",
        "When it was made.",
        object -> Json.text(object, "metadata", "creationTimestamp"));
  }

  /// A time, as it is written.
  private static Column dated(String name, String description, Function<ObjectNode, String> cell) {
    return column(name, "date", "", description, ALWAYS, (object, now) -> cell.apply(object));
  }

  /// The name of the row where it says more than what the object is called.
  static Column name(Function<ObjectNode, String> cell) {
    return column(
        "Name",
        "string",
        "name",
        "What the object is called.",
        ALWAYS,
        (object, now) -> cell.apply(object));
  }

  /// A value of any type in a column that Kubernetes calls one of strings.
  static Column of(String name, String description, Function<ObjectNode, JsonNode> cell) {
    return new Column(name, "string", "", description, ALWAYS, (object, now) -> cell.apply(object));
  }

  /// Text that is shown with `-o wide`.
  public static Column wide(String name, String description, Function<ObjectNode, String> cell) {
    return column(name, "string", "", description, WIDE, (object, now) -> cell.apply(object));
  }

  /// A number that is always shown.
  public static Column integer(String name, String description, ToLongFunction<ObjectNode> cell) {
    return number(name, "integer", description, ALWAYS, cell);
  }

  /// A number in a column that Kubernetes calls one of strings.
  static Column count(String name, String description, ToLongFunction<ObjectNode> cell) {
    return number(name, "string", description, ALWAYS, cell);
  }

  static Column countWhenWide(String name, String description, ToLongFunction<ObjectNode> cell) {
    return number(name, "string", description, WIDE, cell);
  }

  private static Column number(
      String name, String type, String description, int priority, ToLongFunction<ObjectNode> cell) {
    return new Column(
        name,
        type,
        "",
        description,
        priority,
        (object, now) -> JsonNodeFactory.instance.numberNode(cell.applyAsLong(object)));
  }

  private static Column column(
      String name,
      String type,
      String format,
      String description,
      int priority,
      BiFunction<ObjectNode, Instant, String> cell) {
    return new Column(
        name,
        type,
        format,
        description,
        priority,
        (object, now) -> JsonNodeFactory.instance.stringNode(cell.apply(object, now)));
  }

  private static String nameOf(ObjectNode object, Instant now) {
    return Json.text(object, "metadata", "name");
  }

  /// What stands in a cell without content.
  public static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }
}
