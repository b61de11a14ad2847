package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

final class SharedNamesTest {

  @Test
  void equalNamesOfTwoTreesAreOneString() {
    assertThat(name("{\"managedFields\": 1}")).isSameAs(name("{\"managedFields\": [2]}"));
  }

  @Test
  void namesWithEscapesAndForeignLettersAreReadRight() {
    assertThat(name("{\"k:{\\\"uid\\\":\\\"1\\\"}\": {}}")).isEqualTo("k:{\"uid\":\"1\"}");
    assertThat(name("{\"größe\\u00e9\": {}}")).isEqualTo("größeé");
    assertThat(name("{\"\": {}}")).isEmpty();
  }

  @Test
  void moreNamesThanTheTableHoldsAreAllReadRight() {
    for (int i = 0; i < 20_000; i++) {
      assertThat(name("{\"name-" + i + "\": 1}")).isEqualTo("name-" + i);
    }
  }

  @Test
  void aNameThatOccursTwiceIsStillRefused() {
    assertThatThrownBy(() -> parse("{\"a\": 1, \"a\": 2}")).isInstanceOf(JacksonException.class);
  }

  private static String name(String json) {
    return parse(json).propertyNames().iterator().next();
  }

  private static ObjectNode parse(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
