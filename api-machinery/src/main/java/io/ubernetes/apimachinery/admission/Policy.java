package io.ubernetes.apimachinery.admission;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A `ValidatingAdmissionPolicy`. Immutable but for its expressions, which are compiled when they
/// are needed.
///
/// @param paramKind of its parameters; null when it has none
record Policy(
    String name,
    Matching matching,
    Conditions conditions,
    @Nullable GroupVersionKind paramKind,
    List<Variable> variables,
    List<Validation> validations,
    List<Expression> auditAnnotations,
    Webhook.FailurePolicy failurePolicy) {

  /// A value with a name, for the other expressions.
  record Variable(String name, Expression expression) {}

  /// Something that must be true.
  ///
  /// @param messageExpression makes the message; null for none
  record Validation(
      Expression expression,
      String message,
      @Nullable Expression messageExpression,
      String reason) {}

  static Policy of(ObjectNode object) {
    JsonNode spec = object.path("spec");
    Webhook.FailurePolicy failurePolicy =
        Json.text(spec, "failurePolicy").equals("Ignore")
            ? Webhook.FailurePolicy.IGNORE
            : Webhook.FailurePolicy.FAIL;
    List<String> names = new ArrayList<>();
    spec.path("variables").forEach(variable -> names.add(Json.text(variable, "name")));
    Expression.Scope scope =
        names.isEmpty() ? Expression.Scope.GENERAL : new Expression.Scope(names);
    List<Variable> variables = new ArrayList<>();
    spec.path("variables")
        .forEach(variable ->
            variables.add(
                new Variable(
                    Json.text(variable, "name"),
                    new Expression(Json.text(variable, "expression"), scope))));
    List<Validation> validations = new ArrayList<>();
    spec.path("validations").forEach(validation -> validations.add(validation(validation, scope)));
    List<Expression> annotations = new ArrayList<>();
    spec.path("auditAnnotations")
        .forEach(annotation ->
            annotations.add(new Expression(Json.text(annotation, "valueExpression"), scope)));
    JsonNode paramKind = Json.at(spec, "paramKind");
    return new Policy(
        Json.text(object, "metadata", "name"),
        Matching.ofResources(Json.at(spec, "matchConstraints")),
        Conditions.of(Json.at(spec, "matchConditions"), failurePolicy),
        paramKind == null
            ? null
            : GroupVersionKind.of(Json.text(paramKind, "apiVersion"), Json.text(paramKind, "kind")),
        List.copyOf(variables),
        List.copyOf(validations),
        List.copyOf(annotations),
        failurePolicy);
  }

  private static Validation validation(JsonNode validation, Expression.Scope scope) {
    String messageExpression = Json.text(validation, "messageExpression");
    return new Validation(
        new Expression(Json.text(validation, "expression"), scope),
        Json.text(validation, "message"),
        messageExpression.isEmpty() ? null : new Expression(messageExpression, scope),
        Json.text(validation, "reason"));
  }
}
