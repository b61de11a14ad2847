package io.ubernetes.apimachinery.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.cel.CelProgram;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What rules are thought to cost before they are ever asked.
class RuleCostsTest {

  /// Every kind of value, each with a limit or without one.
  private static final String SCHEMA =
      """
      {"type": "object", "properties": {
        "l": {"type": "array", "maxItems": 7, "items": {"type": "string", "maxLength": 11}},
        "ll": {"type": "array", "maxItems": 5,
          "items": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 6}}},
        "a": {"type": "array", "maxItems": 9, "items": {"type": "object", "required": ["b"],
          "properties": {"b": {"type": "string", "maxLength": 13},
            "c": {"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 10}}}}},
        "s": {"type": "string", "maxLength": 17},
        "m": {"type": "object", "maxProperties": 6,
          "additionalProperties": {"type": "string", "maxLength": 8}},
        "b": {"type": "array", "maxItems": 10,
          "items": {"type": "string", "format": "byte", "maxLength": 20}},
        "n": {"type": "array", "maxItems": 12, "items": {"type": "integer"}},
        "d": {"type": "array", "maxItems": 4, "items": {"type": "string", "format": "duration"}},
        "t": {"type": "array", "maxItems": 5, "items": {"type": "string", "format": "date-time"}},
        "e": {"type": "string", "enum": ["abc", "defgh"]},
        "i": {"type": "array", "maxItems": 8,
          "items": {"x-kubernetes-int-or-string": true, "maxLength": 5}},
        "o": {"type": "object", "required": ["x"], "properties":
          {"x": {"type": "string", "maxLength": 9}, "y": {"type": "number"}, "z": {"type": "boolean"}}},
        "u": {"type": "string"},
        "ul": {"type": "array", "items": {"type": "string"}},
        "um": {"type": "object", "additionalProperties": {"type": "integer"}}}}
      """;

  private static JsonNode schema() {
    return Json.parseObject(SCHEMA.getBytes(StandardCharsets.UTF_8));
  }

  /// Costs that a kube-apiserver 1.36.2 estimates for rules about that schema, and the rules.
  static Stream<Arguments> rules() {
    try (InputStream file =
        Objects.requireNonNull(RuleCostsTest.class.getResourceAsStream("rule-costs.tsv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines().toList().stream()
              .map(line -> line.split("\t", 2))
              .map(parts -> Arguments.of(parts[1], Long.parseLong(parts[0])));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleIsThoughtToCostWhatKubernetesThinks(String rule, long cost) {
    ObjectNode document = (ObjectNode) schema();
    document.putArray("x-kubernetes-validations").addObject().put("rule", rule);
    Schema schema = StructuralSchema.of(document);
    RuleSet.Compiled compiled = RuleSet.of(schema, schema, "selfType").compiled().getFirst();
    assertThat(compiled.problem()).isEmpty();
    CelProgram program = Objects.requireNonNull(compiled.program());
    assertThat(program.mostCost(RuleSizes.of(schema).orElseThrow())).isEqualTo(cost);
  }

  @Test
  void whatHasNoLimitIsThoughtToBeAsLargeAsARequest() {
    Schema schema = StructuralSchema.of(schema());
    var sizes = RuleSizes.of(schema).orElseThrow();
    assertThat(Objects.requireNonNull(sizes.fields().get("u")).most()).isEqualTo(3145726);
    assertThat(Objects.requireNonNull(sizes.fields().get("ul")).most()).isEqualTo(1048575);
    assertThat(Objects.requireNonNull(sizes.fields().get("um")).most()).isEqualTo(449389);
  }

  private static final String ADVICE =
      " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays,"
          + " maps, and strings are declared)";

  @Test
  void aRuleWhoseCostHasNoBoundIsRefusedAndBlamedForTheSum() {
    assertThat(
            errors(
                """
                {"type": "object", "properties": {"spec": {"type": "object", "properties":
                  {"ul": {"type": "array", "items": {"type": "string"}}},
                  "x-kubernetes-validations": [
                    {"rule": "self.ul.all(x, self.ul.all(y, x == y))"}]}}}
                """))
        .containsExactly(
            "schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: estimated rule"
                + " cost exceeds budget by factor of more than 100x"
                + ADVICE,
            "schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: contributed to"
                + " estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
            "schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire"
                + " OpenAPIv3 schema exceeds budget by factor of more than 100x"
                + ADVICE);
  }

  @Test
  void aMessageMayCostTooMuchToo() {
    assertThat(
            errors(
                """
                {"type": "object", "properties": {"s": {"type": "string"}},
                  "x-kubernetes-validations": [{"rule": "self.s == 'a'",
                    "messageExpression": "self.s.split('').map(x, x + self.s).join()"}]}
                """))
        .first()
        .isEqualTo(
            "schema.x-kubernetes-validations[0].messageExpression: Forbidden: estimated"
                + " messageExpression cost exceeds budget by factor of more than 100x"
                + ADVICE);
  }

  @Test
  void rulesThatAreCheapEnoughEachMayStillBeTooMany() {
    String rules =
        IntStream.range(0, 16)
            .mapToObj(i -> "{\"rule\": \"self.s.all(x, x != 'a')\"}")
            .collect(Collectors.joining(","));
    assertThat(errors(inList(1500, rules)))
        .hasSize(5)
        .contains(
            "schema.properties[ul].items.x-kubernetes-validations[3].rule: Forbidden: contributed to"
                + " estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
        .last()
        .isEqualTo(
            "schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire"
                + " OpenAPIv3 schema exceeds budget by factor of 1.200720x"
                + ADVICE);
  }

  @Test
  void howMuchTooMuchIsSaid() {
    assertThat(errors(inList(2000, "{\"rule\": \"self.s.all(x, x != '1')\"}")))
        .containsExactly(
            "schema.properties[ul].items.x-kubernetes-validations[0].rule: Forbidden: estimated"
                + " rule cost exceeds budget by factor of 1.000600x"
                + ADVICE);
  }

  @Test
  void whatWasLetInOnceMayStay() {
    FieldErrors errors = new FieldErrors();
    RuleRules.check(
        Json.parseObject(
            inList(2000, "{\"rule\": \"self.s.all(x, x != '1')\"}")
                .getBytes(StandardCharsets.UTF_8)),
        FieldPath.of("schema"),
        RuleRules.Costs.KNOWN_BEFORE,
        errors);
    assertThat(errors.list()).isEmpty();
  }

  private static String inList(int most, String rules) {
    return """
    {"type": "object", "properties": {"ul": {"type": "array", "maxItems": %d, "items":
      {"type": "object", "properties":
        {"s": {"type": "array", "maxItems": 1000, "items": {"type": "string", "maxLength": 5}}},
        "x-kubernetes-validations": [%s]}}}}
    """
        .formatted(most, rules);
  }

  private static List<String> errors(String schema) {
    FieldErrors errors = new FieldErrors();
    RuleRules.check(
        Json.parseObject(schema.getBytes(StandardCharsets.UTF_8)),
        FieldPath.of("schema"),
        RuleRules.Costs.LIMITED,
        errors);
    return errors.list().stream().map(Object::toString).toList();
  }
}
