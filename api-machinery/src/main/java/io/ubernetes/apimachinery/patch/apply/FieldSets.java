package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which fields an object has.
public final class FieldSets {

  /// Fields of every object that nobody owns: they are the server's, or name the object.
  static final FieldSet UNTRACKED =
      FieldSet.ofFields(
          "apiVersion",
          "kind",
          "metadata",
          "metadata.name",
          "metadata.namespace",
          "metadata.creationTimestamp",
          "metadata.selfLink",
          "metadata.uid",
          "metadata.clusterName",
          "metadata.generation",
          "metadata.managedFields",
          "metadata.resourceVersion");

  /// Names of the top-level fields that nobody owns themselves; of the metadata some fields are.
  static final Set<String> UNTRACKED_FIELDS = Set.of("apiVersion", "kind", "metadata");

  /// Names of the fields of the metadata that nobody owns.
  static final Set<String> UNTRACKED_METADATA =
      Set.of(
          "name",
          "namespace",
          "creationTimestamp",
          "selfLink",
          "uid",
          "clusterName",
          "generation",
          "managedFields",
          "resourceVersion");

  private FieldSets() {}

  /// The fields that whoever applies this object owns: scalars, atomic lists and maps, items of
  /// other lists, keys of maps, and what is explicitly empty; without those that nobody owns.
  public static FieldSet of(ObjectNode object, Schema schema) {
    return ofFields(object, schema).difference(UNTRACKED);
  }

  /// As [#of], with the fields that nobody owns.
  static FieldSet ofFields(JsonNode object, @Nullable Schema schema) {
    FieldSetBuilder set = new FieldSetBuilder(object.size());
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      Schema inner = Shape.field(schema, name);
      boolean whole = Shape.of(inner, value) == Shape.WHOLE;
      boolean empty = value.isNull() || (value.isObject() && value.isEmpty());
      boolean member = whole || empty || !Shape.declares(schema, name);
      FieldSet below = whole ? FieldSet.EMPTY : parts(value, inner);
      if (member || !below.isEmpty()) {
        set.add(PathElement.field(name), member, below);
      }
    }
    return set.build();
  }

  private static FieldSet parts(JsonNode value, @Nullable Schema schema) {
    return switch (Shape.of(schema, value)) {
      case WHOLE -> FieldSet.EMPTY;
      case FIELDS -> value.isObject() ? ofFields(value, schema) : FieldSet.EMPTY;
      case ITEMS -> value.isArray() && schema != null ? ofItems(value, schema) : FieldSet.EMPTY;
    };
  }

  private static FieldSet ofItems(JsonNode list, Schema schema) {
    FieldSetBuilder set = new FieldSetBuilder(list.size());
    Map<PathElement, Integer> counts = new HashMap<>();
    for (JsonNode item : list) {
      PathElement key = ItemKeys.of(schema, item);
      if (key != null) {
        counts.merge(key, 1, Integer::sum);
      }
    }
    for (JsonNode item : list) {
      PathElement key = ItemKeys.of(schema, item);
      if (key != null) {
        boolean single = counts.getOrDefault(key, 0) == 1;
        set.add(key, true, single ? parts(item, schema.items()) : FieldSet.EMPTY);
      }
    }
    return set.build();
  }

  /// The set and every declared field that leads to one of its paths: who owns a field of a struct
  /// has a share in the struct.
  static FieldSet withParents(FieldSet set, @Nullable Schema schema) {
    if (set.isEmpty()) {
      return set;
    }
    FieldSetBuilder result = new FieldSetBuilder(set.size());
    for (int i = 0; i < set.size(); i++) {
      PathElement element = set.element(i);
      boolean member = set.isMember(i);
      Schema inner = null;
      if (element instanceof PathElement.Field(String name)) {
        member = member || Shape.declares(schema, name);
        inner = Shape.field(schema, name);
      } else if (element instanceof PathElement.Key && schema != null) {
        inner = schema.items();
      }
      result.add(element, member, withParents(set.child(i), inner));
    }
    return result.build();
  }
}
