package io.ubernetes.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/// Leaves out what a library reports as an error and what is none: Vert.x ends a request twice when
/// its HTTP/2 connection is closed while an answer is awaited, and logs the second time.
final class KnownNoise extends Filter<ILoggingEvent> {

  @Override
  public FilterReply decide(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    boolean isNoise =
        thrown != null
            && event.getLoggerName().equals("io.vertx.core.impl.ContextImpl")
            && thrown.getClassName().equals(IllegalStateException.class.getName())
            && "Promise already completed".equals(thrown.getMessage());
    return isNoise ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
