package io.ubernetes.apimachinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTest {

  @ParameterizedTest
  @CsvSource({
    "-5, <invalid>",
    "-1, 0s",
    "0, 0s",
    "119, 119s",
    "120, 2m",
    "330, 5m30s",
    "600, 10m",
    "10799, 179m",
    "10800, 3h",
    "12000, 3h20m",
    "28800, 8h",
    "172799, 47h",
    "172800, 2d",
    "190800, 2d5h",
    "691200, 8d",
    "63072000, 2y",
    "66528000, 2y40d",
    "252288000, 8y"
  })
  void agesHaveTheDigitsThatMatter(long seconds, String text) {
    assertThat(Ages.text(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void anUnknownTimeHasAnUnknownAge() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(Ages.since("", now)).isEqualTo("<unknown>");
    assertThat(Ages.since("yesterday", now)).isEqualTo("<unknown>");
    assertThat(Ages.since("2026-13-02T03:04:00Z", now)).isEqualTo("<unknown>");
    assertThat(Ages.since("2026-02-30T03:04:00Z", now)).isEqualTo("<unknown>");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:00Z, 5s",
    "2025-12-31T23:59:59Z, 27h",
    "2026-01-02T03:04:00.999Z, 4s",
    "2026-01-02T05:04:00+02:00, 5s"
  })
  void timesAreReadHoweverTheyAreWritten(String time, String age) {
    assertThat(Ages.since(time, Instant.parse("2026-01-02T03:04:05Z"))).isEqualTo(age);
  }
}
