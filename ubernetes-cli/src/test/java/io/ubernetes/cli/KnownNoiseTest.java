package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KnownNoiseTest {
  private static final String CONTEXT = "io.vertx.core.impl.ContextImpl";

  private final LoggerContext loggers = new LoggerContext();

  @Test
  void aPeerThatIsGoneIsNoError() {
    assertThat(decide("io.vertx.core.http.impl.HttpClientRequestImpl", null))
        .isEqualTo(FilterReply.DENY);
    assertThat(decide("io.vertx.core.net.impl.ConnectionBase", null)).isEqualTo(FilterReply.DENY);
  }

  @Test
  void ofTheContextOnlyTheSecondEndOfARequestIsLeftOut() {
    assertThat(decide(CONTEXT, new IllegalStateException("Promise already completed")))
        .isEqualTo(FilterReply.DENY);
    assertThat(decide(CONTEXT, new IllegalStateException("something else")))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide(CONTEXT, null)).isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void otherLoggersAreHeard() {
    IllegalStateException same = new IllegalStateException("Promise already completed");
    assertThat(decide("io.ubernetes.runtime.Parts", same)).isEqualTo(FilterReply.NEUTRAL);
  }

  private FilterReply decide(String logger, @Nullable Throwable thrown) {
    return new KnownNoise()
        .decide(
            new LoggingEvent(
                "test", loggers.getLogger(logger), Level.ERROR, "message", thrown, new Object[0]));
  }
}
