package io.ubernetes.apimachinery.cel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How large values can become: what static estimates of costs rest on. Immutable.
///
/// @param most characters of a text, items of a list, entries of a map; 0 for what has no parts
/// @param leastJson bytes of the shortest JSON of such a value
/// @param fields of an object, by the names that expressions use
/// @param keys of a map; null for all others
/// @param elements of a list or map; null for all others
public record Sizes(
    long most,
    long leastJson,
    Map<String, Sizes> fields,
    @Nullable Sizes keys,
    @Nullable Sizes elements) {

  public Sizes {
    fields = Map.copyOf(fields);
  }

  /// A value without parts, or a text.
  public static Sizes of(long most, long leastJson) {
    return new Sizes(most, leastJson, Map.of(), null, null);
  }
}
