package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Field sets as JSON, in the format `FieldsV1` of `metadata.managedFields`: `f:` before a field,
/// `k:` before the keys and `v:` before the value of a list item, `.` for the step itself.
public final class FieldsV1 {

  private static final String SELF = ".";

  private static final int LONGEST_KEPT = 128;

  /// Objects of a kind have nearly the same fields, and their keys are JSON within JSON.
  private static final Remembered<String, Optional<PathElement>> ELEMENTS =
      new Remembered<>(FieldsV1::parse, (text, element) -> text.length() <= LONGEST_KEPT);

  private static final Remembered<PathElement, String> TEXTS =
      new Remembered<>(FieldsV1::print, (element, text) -> text.length() <= LONGEST_KEPT);

  private FieldsV1() {}

  /// @throws IllegalArgumentException when an element cannot be read; elements of a kind that is
  ///   not known are left out
  public static FieldSet read(JsonNode json) {
    FieldSetBuilder set = new FieldSetBuilder(json.size());
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      String text = property.getKey();
      PathElement element = text.equals(SELF) ? null : ELEMENTS.of(text).orElse(null);
      if (element != null) {
        FieldSet below = read(property.getValue());
        set.add(element, below.isEmpty() || property.getValue().has(SELF), below);
      }
    }
    return set.build();
  }

  /// Nothing for an element of an unknown kind.
  private static Optional<PathElement> parse(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IllegalArgumentException("no path element: " + text);
    }
    String rest = text.substring(2);
    try {
      return switch (text.charAt(0)) {
        case 'f' -> Optional.of(new PathElement.Field(rest));
        case 'k' -> Optional.of(key(Json.MAPPER.readTree(rest)));
        case 'v' -> Optional.of(new PathElement.Value(scalar(Json.MAPPER.readTree(rest))));
        case 'i' -> Optional.of(new PathElement.Index(Integer.parseInt(rest)));
        default -> Optional.empty();
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
    write(set, json);
    return json;
  }

  private static void write(FieldSet set, ObjectNode json) {
    for (int i = 0; i < set.size(); i++) {
      ObjectNode below = json.putObject(TEXTS.of(set.element(i)));
      FieldSet child = set.child(i);
      if (!child.isEmpty()) {
        if (set.isMember(i)) {
          below.putObject(SELF);
        }
        write(child, below);
      }
    }
  }

  private static String print(PathElement element) {
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
