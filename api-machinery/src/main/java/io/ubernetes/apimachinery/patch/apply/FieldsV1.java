package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Field sets as JSON, in the format `FieldsV1` of `metadata.managedFields`: `f:` before a field,
/// `k:` before the keys and `v:` before the value of a list item, `.` for the step itself.
public final class FieldsV1 {

  private static final String SELF = ".";

  private FieldsV1() {}

  /// @throws IllegalArgumentException when an element cannot be read; elements of a kind that is
  ///   not known are left out
  public static FieldSet read(JsonNode json) {
    FieldSetBuilder set = new FieldSetBuilder(json.size());
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      String text = property.getKey();
      PathElement element = text.equals(SELF) ? null : element(text);
      if (element != null) {
        FieldSet below = read(property.getValue());
        set.add(element, below.isEmpty() || property.getValue().has(SELF), below);
      }
    }
    return set.build();
  }

  private static @Nullable PathElement element(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IllegalArgumentException("no path element: " + text);
    }
    String rest = text.substring(2);
    try {
      return switch (text.charAt(0)) {
        case 'f' -> new PathElement.Field(rest);
        case 'k' -> key(Json.MAPPER.readTree(rest));
        case 'v' -> new PathElement.Value(scalar(Json.MAPPER.readTree(rest)));
        case 'i' -> new PathElement.Index(Integer.parseInt(rest));
        default -> null;
      };
    } catch (JacksonException | NumberFormatException e) {
      throw new IllegalArgumentException("no path element: " + text, e);
    }
  }

  private static PathElement key(JsonNode fields) {
    List<PathElement.KeyField> key = new ArrayList<>(fields.size());
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      key.add(new PathElement.KeyField(field.getKey(), scalar(field.getValue())));
    }
    return new PathElement.Key(List.copyOf(key));
  }

  private static Object scalar(JsonNode node) {
    Object scalar = Scalar.of(node);
    if (scalar == null) {
      throw new IllegalArgumentException("no scalar: " + node);
    }
    return scalar;
  }

  public static ObjectNode write(FieldSet set) {
    ObjectNode json = Json.object();
    for (int i = 0; i < set.size(); i++) {
      ObjectNode below = Json.object();
      if (!set.child(i).isEmpty()) {
        if (set.isMember(i)) {
          below.putObject(SELF);
        }
        below.setAll(write(set.child(i)));
      }
      json.set(text(set.element(i)), below);
    }
    return json;
  }

  private static String text(PathElement element) {
    return switch (element) {
      case PathElement.Field field -> "f:" + field.name();
      case PathElement.Key key -> "k:" + keyText(key);
      case PathElement.Value value -> "v:" + Scalar.node(value.scalar());
      case PathElement.Index index -> "i:" + index.index();
    };
  }

  private static String keyText(PathElement.Key key) {
    ObjectNode json = Json.object();
    key.fields().forEach(field -> json.set(field.name(), Scalar.node(field.value())));
    return json.toString();
  }
}
