package io.ubernetes.apimachinery.resource;

import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One column of the Table that `kubectl get` prints.
///
/// @param type `string`, `integer`, `boolean`, `number` or `date`
/// @param format `name` for the column of the object's name, else usually empty
/// @param priority 0 is always shown, 1 with `-o wide` only
/// @param cell the value of an object's cell at a time; null prints as `<none>`
/// @param reads all that the cell is made of, as paths of fields with dots between the names and
///   through lists (`spec.containers.name`), so that nothing else of an object need be read; empty
///   where it is not told
public record Column(
    String name,
    String type,
    String format,
    String description,
    int priority,
    BiFunction<ObjectNode, Instant, @Nullable JsonNode> cell,
    List<String> reads) {

  public Column {
    reads = List.copyOf(reads);
  }

  public Column(
      String name,
      String type,
      String format,
      String description,
      int priority,
      BiFunction<ObjectNode, Instant, @Nullable JsonNode> cell) {
    this(name, type, format, description, priority, cell, List.of());
  }

  /// The same column, which tells all that it reads.
  public Column reading(String... paths) {
    return new Column(name, type, format, description, priority, cell, List.of(paths));
  }
}
