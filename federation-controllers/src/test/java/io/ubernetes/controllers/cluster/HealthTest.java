package io.ubernetes.controllers.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final ClusterConfig CONFIG = ClusterConfig.DEFAULT;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;

  private Health after(Health health, Duration step, String problem) {
    now = now.plus(step);
    return health.after(problem, now, CONFIG);
  }

  private static Health ready() {
    return Health.UNKNOWN.after("", START, CONFIG);
  }

  @Test
  void aNewMemberIsBelievedAtTheFirstProbe() {
    assertThat(ready().state()).isEqualTo(Health.State.READY);
    assertThat(Health.UNKNOWN.after("refused", START, CONFIG).state())
        .isEqualTo(Health.State.NOT_READY);
  }

  @Test
  void manyFailuresWithinAShortTimeChangeNothing() {
    Health health = ready();
    for (int i = 0; i < 20; i++) {
      health = after(health, Duration.ofSeconds(1), "refused");
      assertThat(health.state()).isEqualTo(Health.State.READY);
    }
  }

  @Test
  void twoFailuresFarApartChangeNothing() {
    Health health = after(ready(), Duration.ofSeconds(1), "refused");
    health = after(health, Duration.ofMinutes(5), "refused");
    assertThat(health.state()).isEqualTo(Health.State.READY);
    assertThat(health.failures()).isEqualTo(2);
  }

  @Test
  void failuresForLongEnoughMakeItNotReadyAndKeepTheReason() {
    Health health = ready();
    for (int i = 0; i < 7; i++) {
      health = after(health, Duration.ofSeconds(5), "connection refused");
    }
    assertThat(health.state()).isEqualTo(Health.State.NOT_READY);
    assertThat(health.problem()).isEqualTo("connection refused");
  }

  @Test
  void aGoodProbeInBetweenStartsTheCountAnew() {
    Health health = ready();
    for (int i = 0; i < 20; i++) {
      health = after(health, Duration.ofSeconds(20), i % 2 == 0 ? "refused" : "");
      assertThat(health.state()).isEqualTo(Health.State.READY);
    }
  }

  @Test
  void oneGoodProbeDoesNotMakeItReadyAgainButTwoDo() {
    Health health = Health.UNKNOWN.after("refused", START, CONFIG);
    health = after(health, Duration.ofSeconds(5), "");
    assertThat(health.state()).isEqualTo(Health.State.NOT_READY);
    assertThat(after(health, Duration.ofSeconds(5), "refused").successes()).isZero();
    assertThat(after(health, Duration.ofSeconds(5), "").state()).isEqualTo(Health.State.READY);
  }

  @Test
  void theLoadOfManyMembersIsWrittenLessOftenForEach() {
    assertThat(CONFIG.loadSpacing(3)).isEqualTo(CONFIG.probeInterval());
    assertThat(CONFIG.loadSpacing(1_000)).isEqualTo(Duration.ofSeconds(20));
  }
}
