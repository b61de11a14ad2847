package io.ubernetes.apimachinery.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JsonPathTest {

  private static final JsonNode OBJECT =
      Json.MAPPER.readTree(
          """
          {"spec": {"n": 3, "a.b": "dotted", "list": [10, 20, 30]},
           "status": {"conditions": [{"type": "Ready", "status": "True", "n": 1},
                                     {"type": "Synced", "status": "False", "n": 2}]}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .spec.n                                          | 3
          .spec['a.b']                                     | "dotted"
          .spec.a\\.b                                      | "dotted"
          .spec.list[0]                                    | 10
          .spec.list[-1]                                   | 30
          .spec.list[1:]                                   | 20 30
          .spec.list[*]                                    | 10 20 30
          .spec.none                                       |
          .status.conditions[?(@.type=="Ready")].status    | "True"
          .status.conditions[?(@.n>1)].type                | "Synced"
          .status.conditions[?(@.none)].type               |
          .status.conditions[*].type                       | "Ready" "Synced"
          ..status                                         | {"conditions":[{"type":"Ready","status":"True","n":1},{"type":"Synced","status":"False","n":2}]} "True" "False"
          """)
  void aPathFindsWhatKubectlFinds(String path, String expected) {
    List<String> found =
        JsonPath.parse(path).find(OBJECT).stream().map(JsonNode::toString).toList();
    assertThat(String.join(" ", found)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void whatIsNoPathIsRefused() {
    assertThatThrownBy(() -> JsonPath.parse("spec")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonPath.parse(".a[0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonPath.parse(".a[x]")).isInstanceOf(IllegalArgumentException.class);
  }
}
