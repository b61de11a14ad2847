package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for labels, annotations, and what selects by labels.
public final class LabelRules {

  /// All keys and values of an object's annotations together.
  private static final int MAX_ANNOTATIONS_BYTES = 256 * 1024;

  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private LabelRules() {}

  public static void labels(Map<String, String> labels, FieldPath field, FieldErrors errors) {
    labels.forEach((key, value) -> {
      errors.eachInvalid(field, key, Names.qualifiedName(key));
      errors.eachInvalid(field, value, Names.labelValue(value));
    });
  }

  public static void annotations(
      Map<String, String> annotations, FieldPath field, FieldErrors errors) {
    long size = 0;
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      String key = annotation.getKey();
      errors.eachInvalid(field, key, Names.qualifiedName(key.toLowerCase(Locale.ROOT)));
      size += bytes(key) + bytes(annotation.getValue());
    }
    if (size > MAX_ANNOTATIONS_BYTES) {
      errors.tooLong(field, MAX_ANNOTATIONS_BYTES);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The rules for a `LabelSelector` object.
  public static void selector(@Nullable ObjectNode selector, FieldPath field, FieldErrors errors) {
    if (selector == null) {
      return;
    }
    labels(Trees.map(selector, "matchLabels"), field.child("matchLabels"), errors);
    List<ObjectNode> expressions = Trees.objects(selector, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      requirement(expressions.get(i), field.child("matchExpressions").index(i), errors);
    }
  }

  private static void requirement(ObjectNode requirement, FieldPath field, FieldErrors errors) {
    String operator = Trees.text(requirement, "operator");
    List<String> values = Trees.strings(requirement, "values");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(
              field.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              field.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> errors.invalid(field.child("operator"), operator, "not a valid selector operator");
    }
    String key = Trees.text(requirement, "key");
    errors.eachInvalid(field.child("key"), key, Names.qualifiedName(key));
    for (int i = 0; i < values.size(); i++) {
      errors.eachInvalid(
          field.child("values").index(i), values.get(i), Names.labelValue(values.get(i)));
    }
  }

  /// The selector, or null when it is not well-formed (which [#selector] reports).
  public static @Nullable LabelSelector parse(@Nullable JsonNode selector) {
    boolean known =
        Trees.objects(selector, "matchExpressions").stream()
            .allMatch(expression -> OPERATORS.contains(Trees.text(expression, "operator")));
    if (!known) {
      return null;
    }
    try {
      return LabelSelector.fromJson(selector);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
