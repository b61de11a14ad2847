package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QueryStringTest {

  @Test
  void pairsAreDecodedInTheOrderSent() {
    assertThat(QueryString.decode("b=1&a=2&b=3"))
        .containsExactly(Map.entry("b", List.of("1", "3")), Map.entry("a", List.of("2")));
    assertThat(QueryString.decode("labelSelector=a%3Db%2Cc+in%20%28d%29"))
        .containsExactly(Map.entry("labelSelector", List.of("a=b,c in (d)")));
  }

  @Test
  void aNameWithoutValueIsEmptyAndTheFirstEqualsSignSplits() {
    assertThat(QueryString.decode("watch&x=a=b&=v&&"))
        .containsExactly(
            Map.entry("watch", List.of("")),
            Map.entry("x", List.of("a=b")),
            Map.entry("", List.of("v")));
    assertThat(QueryString.decode("")).isEmpty();
  }

  @Test
  void aBrokenPairIsLeftOutAsInGo() {
    assertThat(QueryString.decode("a=%zz&b=%4&c=%&d=1;e=2&f=3"))
        .containsExactly(Map.entry("f", List.of("3")));
  }

  @Test
  void onlyAPathWithWholeEscapesIsWellFormed() {
    assertThat(QueryString.isWellEscaped("/a%2Fb%c3%A4")).isTrue();
    assertThat(QueryString.isWellEscaped("/a%2")).isFalse();
    assertThat(QueryString.isWellEscaped("/a%g0")).isFalse();
  }

  @Property
  void whatWasEscapedComesBack(@ForAll String name, @ForAll String value) {
    String sent =
        URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8);
    // Text that is no Unicode (half of a surrogate pair) cannot be sent at all.
    String expectedName = onTheWire(name);
    assertThat(QueryString.decode(sent)).containsEntry(expectedName, List.of(onTheWire(value)));
  }

  private static String onTheWire(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
