package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {
  private static final Map<String, String> FIELDS =
      Map.of("metadata.name", "c2", "type", "a,b=c\\d");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=c2 | true",
        "metadata.name==c2 | true",
        "metadata.name!=c2 | false",
        "metadata.name!=c1 | true",
        "metadata.name=c2,metadata.namespace=x | false",
        "metadata.namespace= | true",
        "metadata.namespace!= | false",
        "metadata.name=c2,,metadata.name!=c3, | true",
        "type=a\\,b\\=c\\\\d | true"
      })
  void allTermsMustHold(String selector, boolean matches) {
    assertThat(FieldSelector.parse(selector).matches(FIELDS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metadata.name | invalid selector: 'metadata.name'; can't understand 'metadata.name'",
        "b=1,a | invalid selector: 'b=1,a'; can't understand 'a'",
        "a=b=c | invalid field selector: unescaped character in value: 61",
        "a=b\\c | invalid field selector: invalid escape sequence: \\c",
        "a=b\\ | invalid field selector: invalid escape sequence: \\"
      })
  void whatCannotBeUnderstoodIsRefusedInKubernetesWords(String selector, String message) {
    assertThatThrownBy(() -> FieldSelector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void theTextOfASelectorReadsBack() {
    FieldSelector selector = FieldSelector.parse("type==a\\,b\\=c\\\\d,a!=b");
    assertThat(selector).hasToString("a!=b,type=a\\,b\\=c\\\\d");
    assertThat(FieldSelector.parse(selector.toString())).isEqualTo(selector);
  }

  @Test
  void oneExactValueIsFound() {
    FieldSelector selector = FieldSelector.parse("metadata.name=a,x!=y");
    assertThat(selector.exactMatch("metadata.name")).contains("a");
    assertThat(selector.exactMatch("x")).isEmpty();
    assertThat(FieldSelector.parse("").isEmpty()).isTrue();
  }
}
