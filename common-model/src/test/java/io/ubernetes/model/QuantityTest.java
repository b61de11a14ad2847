package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0, 0",
    "1, 1",
    "1000m, 1",
    "0.5, 500m",
    "0.25, 250m",
    "1.5, 1500m",
    "1.500, 1.500",
    "100m, 100m",
    "2000, 2k",
    "2000000, 2M",
    "12345, 12345",
    "1024Mi, 1Gi",
    "1Gi, 1Gi",
    "0.5Gi, 512Mi",
    "1.5Gi, 1536Mi",
    "512Ki, 512Ki",
    "1000Ki, 1000Ki",
    "0.1Ki, 102400m",
    "1e3, 1e3",
    "1000e0, 1e3",
    "1E6, 1E6",
    "3E, 3E",
    "1e-3, 1e-3",
    "5n, 5n",
    "0.1n, 1n",
    "1u, 1u",
    "-0.5, -500m",
    "-1Gi, -1Gi",
    "1Ei, 1Ei",
    "8Ei, 9223372036854775807",
    "1000Gi, 1000Gi",
    "1234567890123456789, 1234567890123456789",
    "100k, 100k",
    "1000k, 1M",
    "0.001Mi, 1048576m"
  })
  void theTextIsTheOneThatKubernetesPrints(String written, String printed) {
    assertThat(Quantity.parse(written)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "1 Gi", "1.2.3", "1G1x", "0x10", " 1", "1m ", "1,5"})
  void textThatIsNoQuantityIsRefusedWithTheExpressionItMustMatch(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    assertThat(Quantity.tryParse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--1", "1i", "1KK", "1kM", "1e", "1mi", "1e999999999", "1e99999999999", "1Mi3"})
  void unknownSuffixesAreRefused(String text) {
    assertThatThrownBy(() -> Quantity.parse(text)).hasMessage("unable to parse quantity's suffix");
  }

  @Test
  void whatDoesNotFitIntoTheAskedUnitIsRoundedAwayFromZero() {
    assertThat(Quantity.parse("1500m").value()).isEqualTo(2);
    assertThat(Quantity.parse("-1500m").value()).isEqualTo(-2);
    assertThat(Quantity.parse("1500u").milliValue()).isEqualTo(2);
    assertThat(Quantity.parse("1Gi").value()).isEqualTo(1L << 30);
    assertThat(Quantity.parse("1Gi").milliValue()).isEqualTo(1000L << 30);
  }

  @Test
  void numbersBeyondALongBecomeTheNearestLong() {
    assertThat(Quantity.parse("100E").value()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quantity.parse("-100E").value()).isEqualTo(Long.MIN_VALUE);
    assertThat(Quantity.parse("9E").milliValue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aSumIsPrintedLikeItsFirstPartThatIsNotZero() {
    Quantity half = Quantity.parse("512Mi");
    assertThat(half.add(half)).hasToString("1Gi");
    assertThat(Quantity.ZERO.add(half)).hasToString("512Mi");
    assertThat(half.subtract(half)).hasToString("0").isEqualTo(Quantity.ZERO);
    assertThat(Quantity.parse("1").subtract(Quantity.parse("100m"))).hasToString("900m");
    assertThat(half.multiply(3)).hasToString("1536Mi");
    assertThat(half.negate()).hasToString("-512Mi");
  }

  @Test
  void theSameAmountIsEqualHoweverItIsWritten() {
    assertThat(Quantity.parse("1"))
        .isEqualTo(Quantity.parse("1000m"))
        .hasSameHashCodeAs(Quantity.parse("1000m"))
        .isEqualByComparingTo(Quantity.parse("1.0"))
        .isNotEqualTo(Quantity.parse("1001m"));
    assertThat(Quantity.parse("1Ki")).isGreaterThan(Quantity.parse("1k"));
  }

  @Test
  void factoriesChooseTheForm() {
    assertThat(Quantity.of(3000)).hasToString("3k");
    assertThat(Quantity.ofMillis(1500)).hasToString("1500m");
    assertThat(Quantity.ofBytes(64L << 20)).hasToString("64Mi");
    assertThat(Quantity.ofBytes(1000)).hasToString("1k");
  }
}
