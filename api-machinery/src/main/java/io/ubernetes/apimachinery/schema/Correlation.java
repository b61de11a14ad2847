package io.ubernetes.apimachinery.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds what an item of a list was before a change: known only where items have keys
/// (`x-kubernetes-list-type: map`).
public final class Correlation {

  private Correlation() {}

  /// @param list the schema of the list
  /// @param oldList the list before; null when there was none
  /// @return null when nobody can tell, or there was none
  public static @Nullable JsonNode item(Schema list, JsonNode item, @Nullable JsonNode oldList) {
    if (oldList == null || !oldList.isArray() || list.listType() != Schema.ListType.MAP) {
      return null;
    }
    List<String> keys = list.listMapKeys();
    for (JsonNode old : oldList) {
      if (keys.stream().allMatch(key -> old.path(key).equals(item.path(key)))) {
        return old;
      }
    }
    return null;
  }
}
