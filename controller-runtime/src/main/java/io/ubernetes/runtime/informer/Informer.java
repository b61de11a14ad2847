package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Sleeper;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.queue.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a local copy of one resource, and tells handlers what changes in it.
///
/// One virtual thread lists and then watches; when the watch ends it goes on from the last version,
/// and when that is too old (410) it lists again and reports the difference. While the server is
/// away the copy stays as it was, [#health] says so, and tries are made with growing waits. It
/// never gives up until it is closed.
///
/// Thread-safe. The copy and the handlers belong to whoever holds the lock, which is the informer's
/// thread, or the one that adds a handler; it is never held during I/O.
public final class Informer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Informer.class);

  /// Quick at first, since most faults are a restart of the server; at most half a minute, so that
  /// a member that returns is noticed soon.
  private static final Backoff RETRY =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), 0.5);

  private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ApiResource resource;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Sleeper sleeper;
  private final Reflector reflector;
  private final ObjectCache cache;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<ChangeHandler> handlers = new ArrayList<>(); // guarded by lock
  private final CountDownLatch synced = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean watching;
  private volatile Instant lastSeen = Instant.EPOCH;
  private volatile String lastError = "";
  private final LongAdder relists = new LongAdder();

  public Informer(
      ApiClient client,
      ApiResource resource,
      InformerOptions options,
      InstantSource clock,
      RandomGenerator random,
      Sleeper sleeper) {
    this.resource = resource;
    this.clock = clock;
    this.random = random;
    this.sleeper = sleeper;
    this.cache = new ObjectCache(options.indexers());
    this.reflector = new Reflector(client, resource, options, new Changes());
    this.thread = Thread.ofVirtual().name("informer-" + resource).unstarted(this::run);
  }

  public Informer(ApiClient client, ApiResource resource, InformerOptions options) {
    this(
        client,
        resource,
        options,
        InstantSource.system(),
        RandomGenerator.of("L64X128MixRandom"),
        Sleeper.SYSTEM);
  }

  /// Starts to list and watch; does nothing when that was done before.
  public Informer start() {
    lock.lock();
    try {
      if (thread.getState() == Thread.State.NEW && !closed) {
        thread.start();
      }
    } finally {
      lock.unlock();
    }
    return this;
  }

  public ApiResource resource() {
    return resource;
  }

  public Lister lister() {
    return cache;
  }

  /// Adds a handler, which is first told of everything that is there already.
  public Informer addHandler(ChangeHandler handler) {
    lock.lock();
    try {
      cache.list().forEach(object -> tell(() -> handler.onAdd(object)));
      handlers.add(handler);
    } finally {
      lock.unlock();
    }
    return this;
  }

  public void removeHandler(ChangeHandler handler) {
    lock.lock();
    try {
      handlers.remove(handler);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the copy was complete once; handlers have then been told of all of it.
  public boolean hasSynced() {
    return synced.getCount() == 0;
  }

  /// Waits for [#hasSynced].
  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    return synced.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  public InformerHealth health() {
    return new InformerHealth(
        hasSynced(), watching, lastSeen, cache.size(), relists.sum(), lastError);
  }

  /// Ends the watch. The copy stays readable.
  @Override
  public void close() {
    closed = true;
    reflector.close();
    thread.interrupt();
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      Instant start = clock.instant();
      try {
        reflector.listAndWatch();
        failures = isShort(Duration.between(start, clock.instant())) ? failures + 1 : 0;
      } catch (ApiClientException e) {
        failures = watching ? 1 : failures + 1;
        note(e);
      } catch (RuntimeException e) {
        failures++;
        lastError = e.toString();
        log.error("the informer of {} met a fault and starts again", resource, e);
        reflector.forget();
      }
      watching = false;
      if (!closed && failures > 0) {
        pause(failures);
      }
    }
  }

  /// A server that accepts watches only to end them must not be asked in a tight loop.
  private static boolean isShort(Duration watch) {
    return watch.compareTo(SHORT_WATCH) < 0;
  }

  /// Only the beginning of an outage is news; a hundred dead members must not fill the log.
  private void note(ApiClientException e) {
    if (closed) {
      return;
    }
    boolean isNews = lastError.isEmpty();
    lastError = e.getMessage() == null ? e.reason() : e.getMessage();
    if (isNews && !e.isExpired()) {
      log.info("the watch of {} is down: {}", resource, lastError);
    } else {
      log.debug("the watch of {} is down: {}", resource, lastError);
    }
  }

  private void pause(int failures) {
    try {
      sleeper.sleep(RETRY.after(failures, random));
    } catch (InterruptedException e) {
      closed = true; // only close() interrupts
    }
  }

  /// A handler that throws is at fault itself; the others and the copy must not suffer from it.
  private void tell(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException e) {
      log.error("a handler of {} failed", resource, e);
    }
  }

  /// What the reflector finds, applied to the copy and told to the handlers.
  private final class Changes implements Reflector.Sink {

    @Override
    public void replaced(List<ApiObject> objects) {
      lock.lock();
      try {
        Set<NamespacedName> gone = new HashSet<>(cache.keys());
        for (ApiObject object : objects) {
          gone.remove(object.key());
          keep(object);
        }
        gone.forEach(this::drop);
      } finally {
        lock.unlock();
      }
      if (hasSynced()) {
        relists.increment();
      }
      synced.countDown();
    }

    @Override
    public void changed(ApiObject object) {
      lock.lock();
      try {
        keep(object);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void deleted(NamespacedName key) {
      lock.lock();
      try {
        drop(key);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void alive() {
      lastSeen = clock.instant();
    }

    @Override
    public void watching() {
      watching = true;
      lastError = "";
    }

    private void keep(ApiObject object) {
      ApiObject before = cache.put(object);
      if (before == null) {
        handlers.forEach(handler -> tell(() -> handler.onAdd(object)));
      } else if (!isSame(before, object)) {
        handlers.forEach(handler -> tell(() -> handler.onUpdate(before, object)));
      }
    }

    private void drop(NamespacedName key) {
      @Nullable ApiObject last = cache.remove(key);
      if (last != null) {
        handlers.forEach(handler -> tell(() -> handler.onDelete(last)));
      }
    }

    private static boolean isSame(ApiObject before, ApiObject after) {
      return !after.resourceVersion().isEmpty()
          && before.resourceVersion().equals(after.resourceVersion())
          && before.uid().equals(after.uid());
    }
  }
}
