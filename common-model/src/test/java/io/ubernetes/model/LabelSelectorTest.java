package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
  private static final Map<String, String> WEB = Map.of("tier", "web", "n", "3");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tier=web | true",
        "tier==web | true",
        "tier=db | false",
        "tier!=db,n!=2 | true",
        "tier!=web | false",
        "none!=web | true",
        "n in (1, 3,9) | true",
        "n in (1,9) | false",
        "none in (1) | false",
        "n notin (1,2) | true",
        "n notin (3) | false",
        "none notin (3) | true",
        "tier | true",
        "none | false",
        "!none | true",
        "! tier | false",
        "n>2 | true",
        "n>3 | false",
        "n<4,tier=web | true",
        "n < 3 | false",
        "tier>1 | false",
        "tier= | false",
        "tier in (,web) | true",
        "in=in | false",
        "' ' | true",
        "x.example.com/y!=z | true"
      })
  void theQueryFormMatchesAsInKubernetes(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).matches(WEB)).isEqualTo(matches);
  }

  @Test
  void anEmptyValueIsAValue() {
    assertThat(LabelSelector.parse("a=").matches(Map.of("a", ""))).isTrue();
    assertThat(LabelSelector.parse("a in (x,)").matches(Map.of("a", ""))).isTrue();
    assertThat(LabelSelector.parse("a in (,,x)").matches(Map.of("a", "y"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tier in web | unable to parse requirement: found 'web' expected: '('",
        "tier=a b | found 'b', expected: ',' or 'end of string'",
        "n>x | unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt'"
            + " operators, the value must be an integer",
        "a, | found '', expected: identifier after ','",
        ",a | found ',', expected: !, identifier, or 'end of string'",
        "! | unable to parse requirement: found '', expected: identifier",
        "a b | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "a=! | unable to parse requirement: found '!', expected: identifier",
        "!a=b | found '=', expected: ',' or 'end of string'",
        "a in (b c) | unable to parse requirement: found 'c', expected: ',' or ')'",
        "a in (b | unable to parse requirement: found '', expected: ',' or ')'",
        "a in (! | unable to parse requirement: found '!', expected: ',', ')' or identifier",
        "a in (b,= | unable to parse requirement: found '=', expected: ',', or identifier",
      })
  void whatCannotBeUnderstoodIsRefusedInKubernetesWords(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void nothingBetweenParenthesesIsTheEmptyValue() {
    assertThat(LabelSelector.parse("a in ()").matches(Map.of("a", ""))).isTrue();
    assertThat(LabelSelector.parse("a in ()").matches(Map.of("a", "x"))).isFalse();
    assertThat(LabelSelector.parse("a notin ()").matches(Map.of("a", "x"))).isTrue();
  }

  @Test
  void keysAndValuesMustBeLabels() {
    assertThatThrownBy(() -> LabelSelector.parse("-x-=1"))
        .hasMessage(
            "unable to parse requirement: <nil>: Invalid value: \"-x-\": name part must consist of"
                + " alphanumeric characters, '-', '_' or '.', and must start and end with an"
                + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
                + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
    assertThatThrownBy(() -> LabelSelector.parse("a=-"))
        .hasMessageStartingWith(
            "unable to parse requirement: values[0][a]: Invalid value: \"-\": a valid label must");
    assertThatThrownBy(() -> LabelSelector.parse("/a")).hasMessageContaining("prefix part must be");
    assertThatThrownBy(() -> LabelSelector.parse("a/")).hasMessageContaining("name part must be");
    assertThatThrownBy(() -> LabelSelector.parse("a/b/c"))
        .hasMessageContaining("a valid label key");
    assertThatThrownBy(() -> LabelSelector.parse("A/b")).hasMessageContaining("RFC 1123");
    assertThatThrownBy(() -> LabelSelector.parse("k=" + "x".repeat(64)))
        .hasMessageContaining("must be no more than 63 bytes");
    assertThatThrownBy(() -> LabelSelector.parse("a.".repeat(100_000) + "/b"))
        .hasMessageContaining("must be no more than 253 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "z=1, a!=2 ,m in ( y,x ), n notin (q),!k,e, g>1,h<2 |"
            + " a!=2,e,g>1,h<2,!k,m in (x,y),n notin (q),z=1",
        "a==b | a==b"
      })
  void theTextOfASelectorIsItsCanonicalQueryForm(String text, String canonical) {
    LabelSelector selector = LabelSelector.parse(text);
    assertThat(selector).hasToString(canonical);
    assertThat(LabelSelector.parse(canonical)).isEqualTo(selector).hasSameHashCodeAs(selector);
  }

  @Test
  void anObjectSelectsByLabelsAndExpressions() {
    LabelSelector selector =
        fromJson(
            """
            {"matchLabels": {"tier": "web"},
             "matchExpressions": [
               {"key": "n", "operator": "In", "values": ["3", "4"]},
               {"key": "gone", "operator": "DoesNotExist"},
               {"key": "n", "operator": "Exists"},
               {"key": "n", "operator": "NotIn", "values": ["5"]}]}
            """);
    assertThat(selector.matches(WEB)).isTrue();
    assertThat(selector.matches(Map.of("tier", "web"))).isFalse();
    assertThat(selector).hasToString("!gone,n in (3,4),n,n notin (5),tier=web");
  }

  @Test
  void anEmptyObjectSelectsEverythingAndNoneNothing() {
    assertThat(fromJson("{}").isEmpty()).isTrue();
    assertThat(fromJson("{}").matches(Map.of())).isTrue();
    assertThat(LabelSelector.fromJson(null).matches(WEB)).isFalse();
    assertThat(LabelSelector.fromJson(null).isEmpty()).isFalse();
    assertThat(LabelSelector.parse("").isEmpty()).isTrue();
  }

  @Test
  void aWrongObjectIsRefused() {
    assertThatThrownBy(
            () -> fromJson("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Like\"}]}"))
        .hasMessage("\"Like\" is not a valid label selector operator");
    assertThatThrownBy(
            () -> fromJson("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}"))
        .hasMessage(
            "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
    assertThatThrownBy(
            () -> LabelSelector.Requirement.of("a", LabelSelector.Operator.EXISTS, List.of("b")))
        .hasMessageContaining("values set must be empty for exists and does not exist");
  }

  private static LabelSelector fromJson(String json) {
    return LabelSelector.fromJson(Json.parseObject(json.getBytes(StandardCharsets.UTF_8)));
  }
}
