package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class YamlPropertyTest {

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> tricky =
        Arbitraries.of(
            "yes",
            "No",
            "on",
            "~",
            "null",
            "0777",
            "0x1F",
            "1e3",
            ".5",
            "1_000",
            "2024-05-06",
            "2024-05-06T07:08:09Z",
            "<<",
            "=",
            ".inf",
            "- a",
            "a: b",
            "#x",
            " x",
            "x ",
            "",
            "|",
            "line\nbreak",
            "tab\there",
            "{a}",
            "[b]",
            "*a",
            "&a",
            "!b",
            "%c",
            "@d",
            "`e",
            "'",
            "\"");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(12).filter(YamlPropertyTest::isText);
    Arbitrary<String> both = Combinators.combine(tricky, any).as((first, second) -> first + second);
    return Arbitraries.oneOf(tricky, any, both);
  }

  /// YAML cannot say all characters, and half a pair is none.
  private static boolean isText(String text) {
    return text.codePoints()
        .allMatch(c -> c >= ' ' && c < 0xd800 && (c < 0x7f || c >= 0xa0) && c != 0xfeff);
  }

  @Property
  void whatIsWrittenIsReadAsTheSame(
      @ForAll("texts") String key, @ForAll("texts") String value, @ForAll int number) {
    ObjectNode object = Json.object();
    object.putObject("map").put("k" + key, value).put("n", number).put("b", number > 0);
    object.putArray("list").add(value).add(number).addNull().addArray().addObject();

    JsonNode read = YamlReader.read(Yaml.bytes(object)).value();

    assertThat(read).isEqualTo(object);
  }

  @Property
  void jsonIsYaml(@ForAll("texts") String value, @ForAll long number) {
    ObjectNode object = Json.object().put("text", value).put("number", number);
    ObjectNode parsed = Json.parseObject(Json.bytes(object));

    assertThat(YamlReader.read(Json.bytes(object)).value()).isEqualTo(parsed);
  }

  @Example
  void scalarsMeanWhatTheyMeanToKubernetes() {
    assertThat(
            read(
                "[yes, Off, 0777, 0o17, 0b11, 0x1F, 1_000, .5, +1, ~, 1:30, !!str 1, !!binary"
                    + " aGk=]"))
        .hasToString("[true,false,511,15,3,31,1000,0.5,1,null,\"1:30\",\"1\",\"hi\"]");
  }

  @Example
  void anchorsAndMergeKeysAreResolved() {
    assertThat(read("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: [*x]"))
        .hasToString("{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":3,\"p\":1},\"c\":[{\"p\":1,\"q\":2}]}");
    assertThatThrownBy(() -> read("a: &a [*a]"))
        .hasMessage("yaml: anchor 'a' value contains itself");
    assertThatThrownBy(() -> read("a: *b")).hasMessage("yaml: unknown anchor 'b' referenced");
  }

  @Example
  void aSmallTextThatStandsForAHugeTreeIsRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String all = ("*a" + (i - 1) + ", ").repeat(10);
      text.append("a%d: &a%d [%s]\n".formatted(i, i, all.substring(0, all.length() - 2)));
    }
    assertThatThrownBy(() -> read(text.toString()))
        .hasMessage("yaml: document contains excessive aliasing");
    assertThatThrownBy(() -> read("[".repeat(5000))).isInstanceOf(YamlException.class);
  }

  @Example
  void keysThatStandTwiceAreToldWithTheirLines() {
    YamlReader.Document document =
        YamlReader.read("a: 1\nb: {c: 1, c: 2}\na: 3\n".getBytes(StandardCharsets.UTF_8));

    assertThat(document.value()).hasToString("{\"a\":3,\"b\":{\"c\":2}}");
    assertThat(document.repeatedKeys())
        .containsExactly(
            "line 2: key \"c\" already set in map", "line 3: key \"a\" already set in map");
  }

  @Example
  void mistakesAreToldInTheWordsOfKubernetes() {
    assertThatThrownBy(() -> read("x:\n  a: ["))
        .hasMessage("yaml: line 2: did not find expected node content");
    assertThatThrownBy(() -> read("a: b: c"))
        .hasMessage("yaml: mapping values are not allowed in this context");
    assertThatThrownBy(() -> read("k: v\nfoo\nbar: 1"))
        .hasMessage("yaml: line 3: could not find expected ':'");
    assertThatThrownBy(() -> read("- a\nb: 1"))
        .hasMessage("yaml: line 1: did not find expected '-' indicator");
  }

  private static JsonNode read(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8)).value();
  }
}
