package io.ubernetes.runtime;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What something is made of, in the order in which it was started. Thread-safe.
public final class Parts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final List<AutoCloseable> parts = new ArrayList<>(); // guarded by this

  /// @return the part itself
  public synchronized <T extends AutoCloseable> T add(T part) {
    parts.add(part);
    return part;
  }

  /// Closes all, the last one first; one that fails does not keep the others open. An interrupt is
  /// kept for the caller until all are closed. Parts may be added again afterwards.
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    for (AutoCloseable part : takeAll().reversed()) {
      try {
        part.close();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (Exception e) {
        log.warn("{} did not close in order", part.getClass().getSimpleName(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<AutoCloseable> takeAll() {
    List<AutoCloseable> all = List.copyOf(parts);
    parts.clear();
    return all;
  }
}
