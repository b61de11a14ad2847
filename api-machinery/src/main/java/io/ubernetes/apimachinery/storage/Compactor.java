package io.ubernetes.apimachinery.storage;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a store's history short: every interval it forgets what was older than the newest revision
/// of one interval ago, so that clients can resume watches and pages for at least that long (as
/// Kubernetes does every five minutes). Several servers over one store do no harm to each other.
public final class Compactor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private final Store store;
  private final ScheduledExecutorService timer;
  private long revisionBefore; // owned by the timer's thread

  private Compactor(Store store, ScheduledExecutorService timer) {
    this.store = store;
    this.timer = timer;
  }

  public static Compactor start(Store store, Duration interval) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-compactor").factory());
    Compactor compactor = new Compactor(store, timer);
    long millis = interval.toMillis();
    var _ = timer.scheduleWithFixedDelay(compactor::compact, millis, millis, TimeUnit.MILLISECONDS);
    return compactor;
  }

  private void compact() {
    try {
      long now = store.currentRevision();
      if (revisionBefore > 0) {
        store.compact(revisionBefore);
      }
      revisionBefore = now;
    } catch (CompactedException alreadyDone) {
      LOG.debug("another server has compacted the store", alreadyDone);
    } catch (StoreException unavailable) {
      LOG.warn("the store could not be compacted now; it is tried again later", unavailable);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
