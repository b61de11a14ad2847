package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of FlowSchemas. The one that takes what no other does cannot be changed, nor can the
/// one of those who are never refused.
final class FlowSchemaStrategy implements Strategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath PRECEDENCE = SPEC.child("matchingPrecedence");
  private static final List<String> METHODS = List.of("ByNamespace", "ByUser");
  private static final int MAX_PRECEDENCE = 10_000;
  private static final int USUAL_PRECEDENCE = 1_000;
  private static final String EXEMPT = "exempt";
  private static final String CATCH_ALL = "catch-all";

  @Override
  public void setDefaults(ObjectNode schema) {
    Trees.defaultWhenZero(Trees.makeObject(schema, "spec"), "matchingPrecedence", USUAL_PRECEDENCE);
    Trees.defaultObject(schema, "status");
  }

  @Override
  public List<FieldError> validate(ObjectNode schema) {
    FieldErrors errors = new FieldErrors();
    String name = Json.text(schema, "metadata", "name");
    ObjectNode spec = Trees.makeObject(schema, "spec");
    long precedence = Json.number(spec, 0, "matchingPrecedence");
    boolean mandatory = name.equals(EXEMPT) || name.equals(CATCH_ALL);
    if (mandatory && precedence != (name.equals(EXEMPT) ? 1 : MAX_PRECEDENCE)) {
      errors.forbidden(SPEC, "spec of '" + name + "' must equal the fixed value");
    }
    precedence(name, precedence, errors);
    if (Json.at(spec, "distinguisherMethod") instanceof ObjectNode method) {
      String type = Json.text(method, "type");
      if (!METHODS.contains(type)) {
        errors.add(
            FieldError.notSupported(
                "spec.distinguisherMethod.type",
                "{\"Type\":\"" + type + "\"}",
                "\"ByNamespace\", \"ByUser\""));
      }
    }
    if (Json.text(spec, "priorityLevelConfiguration", "name").isEmpty()) {
      errors.required(
          SPEC.child("priorityLevelConfiguration").child("name"),
          "must reference a priority level");
    }
    List<ObjectNode> rules = Trees.objects(spec, "rules");
    for (int i = 0; i < rules.size(); i++) {
      FlowSchemaRules.check(rules.get(i), SPEC.child("rules").index(i), errors);
    }
    return errors.list();
  }

  private static void precedence(String name, long precedence, FieldErrors errors) {
    if (precedence <= 0) {
      errors.invalid(PRECEDENCE, precedence, "must be a positive value");
    }
    if (precedence > MAX_PRECEDENCE) {
      errors.invalid(PRECEDENCE, precedence, "must not be greater than " + MAX_PRECEDENCE);
    }
    if (precedence == 1 && !name.equals(EXEMPT)) {
      errors.invalid(PRECEDENCE, 1, "only the schema named 'exempt' may have matchingPrecedence 1");
    }
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode schema, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    String name = Json.text(schema, "metadata", "name");
    JsonNode now = Json.at(schema, "spec");
    boolean mandatory = name.equals(EXEMPT) || name.equals(CATCH_ALL);
    boolean samePrecedence =
        Json.number(now, 0, "matchingPrecedence")
            == Json.number(old, 0, "spec", "matchingPrecedence");
    if (mandatory && samePrecedence && !Trees.same(now, Json.at(old, "spec"))) {
      errors.forbidden(SPEC, "spec of '" + name + "' must equal the fixed value");
    }
    return errors.list();
  }
}
