package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.ListType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What tells the items of a list (of type map or set) apart. A key field that an item leaves out
/// has the default of the schema: a port without a protocol is a TCP port.
final class ItemKeys {

  private ItemKeys() {}

  /// The path element of an item, or null when the item has none (see [#problem]).
  static @Nullable PathElement of(Schema list, JsonNode item) {
    if (list.listType() == ListType.SET || list.listMapKeys().isEmpty()) {
      Object scalar = Scalar.of(item);
      return scalar == null || scalar.equals(Scalar.NULL) ? null : new PathElement.Value(scalar);
    }
    return item.isObject() ? key(list, item) : null;
  }

  private static @Nullable PathElement key(Schema list, JsonNode item) {
    List<PathElement.KeyField> fields = new ArrayList<>(list.listMapKeys().size());
    for (String name : list.listMapKeys()) {
      JsonNode value = item.get(name);
      if (value == null) {
        value = defaultOf(list, name);
      }
      if (value != null) {
        Object scalar = Scalar.of(value);
        fields.add(new PathElement.KeyField(name, scalar == null ? value.toString() : scalar));
      }
    }
    return fields.isEmpty() ? null : new PathElement.Key(List.copyOf(fields));
  }

  private static @Nullable JsonNode defaultOf(Schema list, String name) {
    Schema item = list.items();
    Schema field = item == null ? null : item.properties().get(name);
    return field == null ? null : field.defaultValue();
  }

  /// Why [#of] gives null for an item.
  static String problem(Schema list, JsonNode item) {
    boolean keyed = list.listType() == ListType.MAP && !list.listMapKeys().isEmpty();
    if (item.isNull()) {
      return keyed
          ? "associative list with keys may not have a null element"
          : "associative list without keys has an element that's an explicit null";
    }
    if (!keyed) {
      return item.isObject()
          ? "associative list without keys has an element that's a map type"
          : "not supported: associative list with lists as elements";
    }
    if (!item.isObject()) {
      return "associative list with keys may not have non-map elements";
    }
    List<String> quoted = list.listMapKeys().stream().map(Scalar::text).toList();
    return "associative list with keys has an element that omits all key fields ["
        + String.join(" ", quoted)
        + "] (and doesn't have default values for any key fields)";
  }
}
