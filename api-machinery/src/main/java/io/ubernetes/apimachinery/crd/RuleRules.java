package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoStruct;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rules in CEL must compile, be true or false, and speak of `oldSelf` only where a value before
/// the change can be found.
final class RuleRules {

  private static final String RULES = "x-kubernetes-validations";
  private static final GroupVersionKind ANY = new GroupVersion("any", "v1").kind("Any");

  private final FieldErrors errors;

  private RuleRules(FieldErrors errors) {
    this.errors = errors;
  }

  /// @param document of a whole object; valid but for its rules
  static void check(JsonNode document, FieldPath path, FieldErrors errors) {
    if (Json.MAPPER.writeValueAsString(document).contains(RULES)) {
      new RuleRules(errors).check(StructuralSchema.ofKind(ANY, document), "selfType", path, null);
    }
  }

  /// @param uncorrelated the part of the schema within which nobody can tell what a value was
  ///   before; null outside of such a part
  private void check(Schema schema, String name, FieldPath path, @Nullable FieldPath uncorrelated) {
    if (schema.builtIn()) {
      return;
    }
    if (!schema.rules().isEmpty()) {
      List<RuleSet.Compiled> compiled = RuleSet.of(schema, schema, name).compiled();
      for (int i = 0; i < compiled.size(); i++) {
        check(compiled.get(i), schema.rules().get(i), path.child(RULES).index(i), uncorrelated);
      }
    }
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      check(
          field.getValue(),
          name + "." + field.getKey(),
          path.child("properties").key(field.getKey()),
          uncorrelated);
    }
    Schema values = schema.additionalProperties();
    if (values != null) {
      check(values, name + ".@elem", path.child("additionalProperties"), uncorrelated);
    }
    Schema items = schema.items();
    if (items != null) {
      boolean correlated = schema.listType() == Schema.ListType.MAP;
      FieldPath inside = correlated || uncorrelated != null ? uncorrelated : path;
      check(items, name + ".@idx", path.child("items"), inside);
    }
  }

  private void check(
      RuleSet.Compiled compiled, JsonNode rule, FieldPath path, @Nullable FieldPath uncorrelated) {
    if (!compiled.problem().isEmpty()) {
      errors.add(
          FieldError.invalid(path.child("rule").toString(), shown(rule), compiled.problem()));
    }
    if (!compiled.messageProblem().isEmpty()) {
      errors.add(
          FieldError.invalid(
              path.child("messageExpression").toString(), shown(rule), compiled.messageProblem()));
    }
    if (compiled.usesOldSelf()) {
      if (uncorrelated != null) {
        errors.add(
            FieldError.invalid(
                path.child("rule").toString(),
                GoText.quote(compiled.rule().expression()),
                "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + uncorrelated));
      }
    } else if (rule.has("optionalOldSelf") && compiled.problem().isEmpty()) {
      errors.invalid(
          path.child("optionalOldSelf"),
          rule.get("optionalOldSelf"),
          "may not be set if oldSelf is not used in rule");
    }
  }

  /// The rule as Go prints it in JSON, which is safe to stand in HTML.
  private static String shown(JsonNode rule) {
    return GoStruct.of()
        .with("Rule", Json.text(rule, "rule"))
        .with("Message", Json.text(rule, "message"))
        .with("MessageExpression", Json.text(rule, "messageExpression"))
        .with("Reason", rule.get("reason"))
        .with("FieldPath", Json.text(rule, "fieldPath"))
        .with("OptionalOldSelf", rule.get("optionalOldSelf"))
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
