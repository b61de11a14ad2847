package io.ubernetes.cli;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a process is made of, in the order in which it was started. Thread-safe.
final class Parts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final List<AutoCloseable> parts = new ArrayList<>();

  synchronized <T extends AutoCloseable> T add(T part) {
    parts.add(part);
    return part;
  }

  /// Closes all, the last one first; one that fails does not keep the others open.
  @Override
  public synchronized void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("{} did not close in order", part.getClass().getSimpleName(), e);
      }
    }
    parts.clear();
  }
}
