package io.ubernetes.apimachinery.patch.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedTest {
  private final List<String> asked = new ArrayList<>();
  private final Remembered<String, Integer> number =
      new Remembered<>(
          text -> {
            asked.add(text);
            return Integer.parseInt(text);
          },
          (text, value) -> value < 100);

  @Test
  void aResultIsComputedOnce() {
    assertThat(number.of("17")).isEqualTo(17);
    assertThat(number.of(String.valueOf(17))).isEqualTo(17);
    assertThat(asked).containsExactly("17");
  }

  @Test
  void whatIsNotToBeKeptIsComputedAgain() {
    assertThat(number.of("100")).isEqualTo(100);
    assertThat(number.of("100")).isEqualTo(100);
    assertThat(asked).containsExactly("100", "100");
  }

  @Test
  void keysOfTheSameHashDoNotGetEachOthersResults() {
    Remembered<String, String> same = new Remembered<>(text -> text + "!", (key, value) -> true);
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    assertThat(same.of("Aa")).isEqualTo("Aa!");
    assertThat(same.of("BB")).isEqualTo("BB!");
    assertThat(same.of("Aa")).isEqualTo("Aa!");
  }

  @Test
  void aFailureIsPassedOnAndNotKept() {
    assertThatThrownBy(() -> number.of("x")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> number.of("x")).isInstanceOf(NumberFormatException.class);
  }
}
