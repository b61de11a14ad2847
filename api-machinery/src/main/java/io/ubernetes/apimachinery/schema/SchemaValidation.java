package io.ubernetes.apimachinery.schema;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Checks objects against structural schemas with the messages that Kubernetes gives for custom
/// resources. Parts of built-in types are passed over: their types are checked when decoding, the
/// rest by their own rules. Pure; thread-safe.
public final class SchemaValidation {

  private final List<FieldError> errors = new ArrayList<>();

  private SchemaValidation() {}

  /// @param path of the value; empty for a whole object
  /// @return what is wrong, in the order of the fields; empty when nothing is
  public static List<FieldError> validate(Schema schema, JsonNode value, String path) {
    SchemaValidation validation = new SchemaValidation();
    validation.check(schema, value, null, path);
    return List.copyOf(validation.errors);
  }

  /// As [#validate], but what was wrong before and has not been touched is let pass (Kubernetes'
  /// ratcheting).
  ///
  /// @param old the value before the change
  public static List<FieldError> validateChange(
      Schema schema, JsonNode value, JsonNode old, String path) {
    SchemaValidation validation = new SchemaValidation();
    validation.check(schema, value, old, path);
    return List.copyOf(validation.errors);
  }

  private void check(Schema schema, JsonNode value, @Nullable JsonNode old, String path) {
    if (schema.builtIn() || value.equals(old)) {
      return;
    }
    if (value.isNull() && schema.nullable()) {
      checkEnum(schema, value, path); // in which null must stand, too
      return;
    }
    if (!hasType(schema, value)) {
      wrongType(schema, value, path);
      return;
    }
    if (value.isObject()) {
      checkObject(schema, value, old, path);
    } else if (value.isArray()) {
      checkList(schema, value, old, path);
    } else if (value.isString()) {
      checkString(schema, value.stringValue(), path);
    } else if (value.isNumber()) {
      checkNumber(schema.bounds(), value.decimalValue(), path);
    }
    checkEnum(schema, value, path);
    if (!schema.alternatives().equals(Schema.Alternatives.NONE)) {
      checkAlternatives(schema.alternatives(), value, path);
    }
  }

  private void checkAlternatives(Schema.Alternatives alternatives, JsonNode value, String path) {
    if (!alternatives.anyOf().isEmpty()) {
      List<List<FieldError>> results = results(alternatives.anyOf(), value, path);
      if (results.stream().noneMatch(List::isEmpty)) {
        combined(path, "must validate at least one schema (anyOf)");
        errors.addAll(fewest(results));
      }
    }
    if (!alternatives.oneOf().isEmpty()) {
      List<List<FieldError>> results = results(alternatives.oneOf(), value, path);
      long valid = results.stream().filter(List::isEmpty).count();
      if (valid != 1) {
        combined(
            path,
            "must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
        if (valid == 0) {
          errors.addAll(fewest(results));
        }
      }
    }
    if (!alternatives.allOf().isEmpty()) {
      List<List<FieldError>> results = results(alternatives.allOf(), value, path);
      List<List<FieldError>> failed = results.stream().filter(each -> !each.isEmpty()).toList();
      if (!failed.isEmpty()) {
        combined(
            path,
            "must validate all the schemas (allOf)"
                + (failed.size() == results.size() ? ". None validated" : ""));
        failed.forEach(errors::addAll);
      }
    }
    Schema not = alternatives.not();
    if (not != null && validate(not, value, path).isEmpty()) {
      combined(path, "must not validate the schema (not)");
    }
  }

  private static List<List<FieldError>> results(List<Schema> schemas, JsonNode value, String path) {
    return schemas.stream().map(schema -> validate(schema, value, path)).toList();
  }

  /// What is wrong with the alternative that comes nearest; of equals the first.
  private static List<FieldError> fewest(List<List<FieldError>> results) {
    return results.stream().min(Comparator.comparingInt(List::size)).orElse(List.of());
  }

  /// Kubernetes does not tell the place but in the sentence.
  private void combined(String path, String complaint) {
    errors.add(FieldError.invalid("<nil>", "\"\"", "\"" + path + "\" " + complaint));
  }

  private static boolean hasType(Schema schema, JsonNode value) {
    return switch (schema.type()) {
      case OBJECT -> value.isObject();
      case ARRAY -> value.isArray();
      case STRING -> value.isString();
      case INTEGER -> isWhole(value);
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case INT_OR_STRING -> value.isString() || isWhole(value);
      case QUANTITY -> value.isString() || value.isNumber();
      case ANY -> true;
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private void wrongType(Schema schema, JsonNode value, String path) {
    if (schema.type() == Schema.Type.INTEGER && value.isNumber()) {
      // Kubernetes has two checks for this one, and the other does not know the path.
      errors.add(
          FieldError.invalid(
              "<nil>",
              "\"\"",
              "Checked value must be of type integer (default format) in " + path));
    }
    String found = "\"" + typeName(value) + "\"";
    errors.add(
        new FieldError(
            FieldError.Type.TYPE_INVALID,
            path,
            "Invalid value: %s: %s in body must be of type %s: %s"
                .formatted(found, path, typeName(schema), found)));
  }

  private static String typeName(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING, QUANTITY -> "string";
      case INTEGER -> "integer";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case INT_OR_STRING -> "integer,string";
      case ANY -> "any";
    };
  }

  private static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case NUMBER -> isWhole(value) ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case NULL, MISSING, POJO -> "null";
    };
  }

  private void checkObject(Schema schema, JsonNode object, @Nullable JsonNode old, String path) {
    if (schema.builtIn()) {
      checkRequired(schema, object, path);
    }
    Bounds bounds = schema.bounds();
    if (bounds.minProperties() != null && object.size() < bounds.minProperties()) {
      bad(path, shown(object), "should have at least " + bounds.minProperties() + " properties");
    }
    if (bounds.maxProperties() != null && object.size() > bounds.maxProperties()) {
      tooMany(path, object.size(), bounds.maxProperties());
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Schema inside = schema.property(field.getKey());
      if (inside != null) {
        JsonNode before = old == null ? null : old.get(field.getKey());
        check(inside, field.getValue(), before, child(path, field.getKey()));
      }
    }
    if (!schema.builtIn()) {
      checkRequired(schema, object, path); // of custom resources Kubernetes says this last
    }
  }

  private void checkRequired(Schema schema, JsonNode object, String path) {
    for (String name : schema.required()) {
      if (!object.has(name)) {
        errors.add(FieldError.required(child(path, name), ""));
      }
    }
  }

  private void checkList(Schema schema, JsonNode list, @Nullable JsonNode old, String path) {
    Bounds bounds = schema.bounds();
    if (bounds.minItems() != null && list.size() < bounds.minItems()) {
      bad(
          path,
          Integer.toString(list.size()),
          "should have at least " + bounds.minItems() + " items");
    }
    if (bounds.maxItems() != null && list.size() > bounds.maxItems()) {
      tooMany(path, list.size(), bounds.maxItems());
    }
    Schema items = schema.items();
    Set<Object> identities = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String itemPath = path + "[" + i + "]";
      if (items != null) {
        check(items, list.get(i), Correlation.item(schema, list.get(i), old), itemPath);
      }
      if (!identities.add(identity(schema, list.get(i), i))) {
        errors.add(FieldError.duplicate(itemPath, shownKey(schema, list.get(i))));
      }
    }
  }

  /// What no other item of the list may have: its value in a set, its keys in a map.
  private static Object identity(Schema schema, JsonNode item, int index) {
    return switch (schema.listType()) {
      case SET -> item;
      case MAP -> schema.listMapKeys().stream().map(item::path).toList();
      case ATOMIC -> index;
    };
  }

  private static String shownKey(Schema schema, JsonNode item) {
    if (schema.listType() == Schema.ListType.SET) {
      return shown(item);
    }
    return schema.listMapKeys().stream()
        .filter(item::has)
        .map(key -> "\"" + key + "\":" + item.get(key))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /// Only the first thing that is wrong is said, as Kubernetes does it.
  private void checkString(Schema schema, String text, String path) {
    Bounds bounds = schema.bounds();
    int length = text.codePointCount(0, text.length());
    String pattern = bounds.pattern();
    if (bounds.maxLength() != null && length > bounds.maxLength()) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              path,
              "Too long: may not be more than " + bounds.maxLength() + " bytes"));
    } else if (bounds.minLength() != null && length < bounds.minLength()) {
      bad(path, quoted(text), "should be at least " + bounds.minLength() + " chars long");
    } else if (pattern != null && !Patterns.of(pattern).matcher(text).find()) {
      bad(path, quoted(text), "should match '" + pattern + "'");
    }
    boolean fits =
        schema.type() == Schema.Type.QUANTITY
            ? Quantity.tryParse(text).isPresent()
            : StringFormat.matches(schema.format(), text);
    if (!fits) {
      errors.add(
          new FieldError(
              FieldError.Type.TYPE_INVALID,
              path,
              "Invalid value: %1$s: %2$s in body must be of type %3$s: %1$s"
                  .formatted(quoted(text), path, schema.format())));
    }
  }

  private void checkNumber(Bounds bounds, BigDecimal number, String path) {
    String shown = number.toPlainString();
    BigDecimal minimum = bounds.minimum();
    if (minimum != null && isBeyond(minimum.compareTo(number), bounds.exclusiveMinimum())) {
      bad(
          path,
          shown,
          (bounds.exclusiveMinimum()
                  ? "should be greater than "
                  : "should be greater than or equal to ")
              + minimum.toPlainString());
    }
    BigDecimal maximum = bounds.maximum();
    if (maximum != null && isBeyond(number.compareTo(maximum), bounds.exclusiveMaximum())) {
      bad(
          path,
          shown,
          (bounds.exclusiveMaximum() ? "should be less than " : "should be less than or equal to ")
              + maximum.toPlainString());
    }
    BigDecimal factor = bounds.multipleOf();
    if (factor != null && number.remainder(factor).signum() != 0) {
      bad(path, shown, "should be a multiple of " + factor.toPlainString());
    }
  }

  private static boolean isBeyond(int comparison, boolean exclusive) {
    return exclusive ? comparison >= 0 : comparison > 0;
  }

  private void checkEnum(Schema schema, JsonNode value, String path) {
    if (!schema.enumValues().isEmpty() && !schema.enumValues().contains(value)) {
      String supported =
          schema.enumValues().stream()
              .map(allowed ->
                  allowed.isString() ? quoted(allowed.stringValue()) : "\"" + allowed + "\"")
              .collect(Collectors.joining(", "));
      errors.add(FieldError.notSupported(path, shown(value), supported));
    }
  }

  private void tooMany(String path, int size, int most) {
    errors.add(
        new FieldError(
            FieldError.Type.TOO_MANY,
            path,
            "Too many: "
                + size
                + ": must have at most "
                + most
                + (most == 1 ? " item" : " items")));
  }

  private void bad(String path, String shown, String complaint) {
    errors.add(FieldError.invalid(path, shown, path + " in body " + complaint));
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String shown(JsonNode value) {
    return value.isString() ? quoted(value.stringValue()) : value.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
