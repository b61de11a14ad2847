package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the objects of one kind looked at: once at the start, soon after any of them has changed,
/// and after a while without any change, so that what failed is tried again. For the little that a
/// server writes by itself; level-based, as a pass is not told what has changed.
///
/// Passes are made by one virtual thread, never two at the same time. It owns all fields but
/// [#wake], [#closed] and [#lost].
public final class Passes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

  private final String name;
  private final WatchCache cache;
  private final Duration resync;
  private final Runnable pass;
  private final Semaphore wake = new Semaphore(1);
  private @Nullable Subscription subscription;
  private volatile boolean closed;
  private volatile boolean lost = true;

  /// @param name of the thread, and of this in the log
  /// @param cache of the objects; must be ready when this is started
  /// @param resync after which time without a change a pass is made all the same
  /// @param pass one look at all objects; what it throws ends that pass alone
  public Passes(String name, WatchCache cache, Duration resync, Runnable pass) {
    this.name = name;
    this.cache = cache;
    this.resync = resync;
    this.pass = pass;
  }

  public void start() {
    Thread.ofVirtual().name(name).start(this::run);
  }

  /// Asks for another pass soon. Thread-safe; never blocks.
  public void ring() {
    wake.release();
  }

  private void run() {
    try {
      while (isWokenUp()) {
        onePass();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      unfollow();
    }
  }

  /// Waits for the next pass; many reasons make one.
  ///
  /// @return false when there will be none
  private boolean isWokenUp() throws InterruptedException {
    boolean _ = wake.tryAcquire(resync.toNanos(), TimeUnit.NANOSECONDS);
    wake.drainPermits();
    return !closed;
  }

  private void onePass() {
    try {
      if (lost) {
        follow();
      }
      pass.run();
    } catch (ApiException | StoreException unavailable) {
      LOG.warn("{}: the next pass tries again: {}", name, unavailable.getMessage());
    } catch (RuntimeException fault) {
      LOG.error("{}: a pass met a fault", name, fault);
    }
  }

  private void follow() {
    unfollow();
    lost = false;
    subscription = cache.watch(WatchRequest.from(new WatchRequest.Start.Now()), new Bell());
  }

  private void unfollow() {
    if (subscription != null) {
      subscription.close();
    }
  }

  /// The pass that is under way is finished.
  @Override
  public void close() {
    closed = true;
    ring();
  }

  /// Rings when an object changes.
  private final class Bell implements WatchSink {
    @Override
    public boolean offer(List<WatchEvent> events) {
      ring();
      return true;
    }

    @Override
    public void expired(ApiException error) {
      end();
    }

    @Override
    public void end() {
      lost = true;
      ring();
    }
  }
}
