package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.CelProgram;
import io.ubernetes.apimachinery.cel.Sizes;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rules in CEL must compile, be true or false, and speak of `oldSelf` only where a value before
/// the change can be found.
final class RuleRules {

  private static final String RULES = "x-kubernetes-validations";
  private static final GroupVersionKind ANY = new GroupVersion("any", "v1").kind("Any");

  private final FieldErrors errors;
  private final Costs costs;
  private final RuleCosts total = new RuleCosts();

  private RuleRules(FieldErrors errors, Costs costs) {
    this.errors = errors;
    this.costs = costs;
  }

  /// Whether a rule is refused for what it may cost by itself: what was let in once may stay.
  enum Costs {
    LIMITED,
    KNOWN_BEFORE
  }

  /// @param document of a whole object; valid but for its rules
  static void check(JsonNode document, FieldPath path, Costs costs, FieldErrors errors) {
    if (Json.MAPPER.writeValueAsString(document).contains(RULES)) {
      RuleRules rules = new RuleRules(errors, costs);
      Schema schema = StructuralSchema.ofKind(ANY, document);
      rules.check(new Place(schema, "selfType", path, null, 1L));
      rules.total.check(path, errors);
    }
  }

  /// A part of the schema.
  ///
  /// @param uncorrelated the part around it within which nobody can tell what a value was before;
  ///   null outside of such a part
  /// @param times how many such values an object can have; null when there is no limit
  private record Place(
      Schema schema,
      String name,
      FieldPath path,
      @Nullable FieldPath uncorrelated,
      @Nullable Long times) {

    Place field(String field, Schema of) {
      FieldPath below = path.child("properties").key(field);
      return new Place(of, name + "." + field, below, uncorrelated, times);
    }

    Place values(Schema of) {
      FieldPath below = path.child("additionalProperties");
      Long all = timesUpTo(schema.bounds().maxProperties());
      return new Place(of, name + ".@elem", below, uncorrelated, all);
    }

    Place items(Schema of) {
      boolean correlated = schema.listType() == Schema.ListType.MAP;
      FieldPath inside = correlated || uncorrelated != null ? uncorrelated : path;
      Long all = timesUpTo(schema.bounds().maxItems());
      return new Place(of, name + ".@idx", path.child("items"), inside, all);
    }

    private @Nullable Long timesUpTo(@Nullable Integer limit) {
      return times == null || limit == null ? null : product(times, Math.max(0, limit));
    }

    /// How often a rule here can be asked for one object.
    long most(Sizes each) {
      return times == null ? RuleSizes.REQUEST / (each.leastJson() + 1) : times;
    }
  }

  private static long product(long one, long other) {
    return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
  }

  /// What is inside comes first.
  private void check(Place place) {
    Schema schema = place.schema();
    if (schema.builtIn()) {
      return;
    }
    Schema values = schema.additionalProperties();
    if (values != null) {
      check(place.values(values));
    }
    schema.properties().forEach((name, field) -> check(place.field(name, field)));
    Schema items = schema.items();
    if (items != null) {
      check(place.items(items));
    }
    if (!schema.rules().isEmpty()) {
      List<RuleSet.Compiled> compiled = RuleSet.of(schema, schema, place.name()).compiled();
      Sizes sizes = RuleSizes.of(schema).orElse(Sizes.of(0, 1));
      for (int i = 0; i < compiled.size(); i++) {
        FieldPath path = place.path().child(RULES).index(i);
        Priced rule = new Priced("estimated rule cost", path.child("rule"), place.most(sizes));
        cost(compiled.get(i).program(), rule, sizes);
        check(compiled.get(i), schema.rules().get(i), path, place.uncorrelated());
        if (compiled.get(i).messageProblem().isEmpty()) {
          FieldPath message = path.child("messageExpression");
          cost(
              compiled.get(i).message(),
              new Priced("estimated messageExpression cost", message, 1),
              sizes);
        }
      }
    }
  }

  /// An expression that is asked that many times for one object.
  private record Priced(String name, FieldPath path, long times) {}

  private void cost(@Nullable CelProgram program, Priced priced, Sizes sizes) {
    if (program == null) {
      return;
    }
    long cost = product(program.mostCost(sizes), priced.times());
    String problem = total.add(priced.path(), cost, priced.name());
    if (!problem.isEmpty() && costs == Costs.LIMITED) {
      errors.forbidden(priced.path(), problem);
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
