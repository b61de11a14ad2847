package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.Selection;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The selectors of a question. What cannot be read only makes the question wider, which the answer
/// says. Immutable.
///
/// @param ignored says which selectors are not understood; empty when all are
record AskedSelectors(Selection selection, String ignored) {
  private static final String PATH = "spec.resourceAttributes.";

  /// @param resource the question's `resourceAttributes`; null when it has none
  static AskedSelectors of(@Nullable ObjectNode resource) {
    List<String> notes = new ArrayList<>();
    ObjectNode fields = Trees.object(resource, "fieldSelector");
    ObjectNode labels = Trees.object(resource, "labelSelector");
    Selection selection =
        new Selection(
            fields == null ? FieldSelector.everything() : fields(fields, notes),
            labels == null ? LabelSelector.everything() : labels(labels, notes));
    return new AskedSelectors(selection, String.join("; ", notes));
  }

  private static FieldSelector fields(ObjectNode selector, List<String> notes) {
    return Trees.objects(selector, "requirements").isEmpty()
        ? raw("fieldSelector", selector, FieldSelector::parse, notes, FieldSelector.everything())
        : new FieldSelector(
            requirements("fieldSelector", selector, AskedSelectors::fieldRequirement, notes));
  }

  private static LabelSelector labels(ObjectNode selector, List<String> notes) {
    return Trees.objects(selector, "requirements").isEmpty()
        ? raw("labelSelector", selector, LabelSelector::parse, notes, LabelSelector.everything())
        : LabelSelector.of(
            requirements("labelSelector", selector, AskedSelectors::labelRequirement, notes));
  }

  private static <T> T raw(
      String field,
      ObjectNode selector,
      Function<String, T> parser,
      List<String> notes,
      T everything) {
    try {
      return parser.apply(Json.text(selector, "rawSelector"));
    } catch (IllegalArgumentException notUnderstood) {
      notes.add(PATH + field + " ignored due to parse error");
      return everything;
    }
  }

  private static <T> List<T> requirements(
      String field, ObjectNode selector, Function<ObjectNode, T> reader, List<String> notes) {
    List<ObjectNode> given = Trees.objects(selector, "requirements");
    List<T> understood =
        given.stream().map(one -> understood(one, reader)).flatMap(Optional::stream).toList();
    if (understood.size() < given.size()) {
      String part = understood.isEmpty() ? " ignored" : " partially ignored";
      notes.add(PATH + field + part + " due to parse error");
    }
    return understood;
  }

  private static <T> Optional<T> understood(
      ObjectNode requirement, Function<ObjectNode, T> reader) {
    try {
      return Optional.of(reader.apply(requirement));
    } catch (IllegalArgumentException notUnderstood) {
      return Optional.empty();
    }
  }

  private static FieldSelector.Requirement fieldRequirement(ObjectNode requirement) {
    List<String> values = Trees.strings(requirement, "values");
    String operator = Json.text(requirement, "operator");
    boolean negated = operator.equals("NotIn");
    if (values.size() != 1 || !(negated || operator.equals("In"))) {
      throw new IllegalArgumentException("a field is compared with one value");
    }
    return new FieldSelector.Requirement(Json.text(requirement, "key"), negated, values.getFirst());
  }

  private static LabelSelector.Requirement labelRequirement(ObjectNode requirement) {
    String operator = Json.text(requirement, "operator");
    return LabelSelector.Requirement.of(
        Json.text(requirement, "key"),
        switch (operator) {
          case "In" -> LabelSelector.Operator.IN;
          case "NotIn" -> LabelSelector.Operator.NOT_IN;
          case "Exists" -> LabelSelector.Operator.EXISTS;
          case "DoesNotExist" -> LabelSelector.Operator.DOES_NOT_EXIST;
          default -> throw new IllegalArgumentException("there is no operator " + operator);
        },
        Trees.strings(requirement, "values"));
  }
}
