package io.ubernetes.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;

/// Leaves out what Vert.x reports as an error and what is none. It
///
/// * ends a request twice when its HTTP/2 connection is closed while an answer is awaited, and logs
///   the second time;
/// * logs each request and connection whose peer goes away, unless a handler was set for just that.
///   The future of the answer fails with the same exception, so that whoever waits has been told.
final class KnownNoise extends Filter<ILoggingEvent> {

  /// What these two log is nothing else than exceptions without a handler.
  private static final Set<String> BROKEN_CONNECTIONS =
      Set.of(
          "io.vertx.core.http.impl.HttpClientRequestImpl", "io.vertx.core.net.impl.ConnectionBase");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean isNoise =
        BROKEN_CONNECTIONS.contains(event.getLoggerName()) || isSecondEndOfRequest(event);
    return isNoise ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private static boolean isSecondEndOfRequest(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown != null
        && event.getLoggerName().equals("io.vertx.core.impl.ContextImpl")
        && thrown.getClassName().equals(IllegalStateException.class.getName())
        && "Promise already completed".equals(thrown.getMessage());
  }
}
