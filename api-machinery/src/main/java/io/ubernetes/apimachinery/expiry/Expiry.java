package io.ubernetes.apimachinery.expiry;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Subscription;
import io.ubernetes.apimachinery.cache.WatchEvent;
import io.ubernetes.apimachinery.cache.WatchRequest;
import io.ubernetes.apimachinery.cache.WatchSink;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the objects of one kind when they were not written for a time to live, as Kubernetes
/// does with Events.
///
/// It follows the kind's cache, so that a write costs one entry in a queue and a sweep looks at
/// nothing but what is due. An object is removed only at the revision that is due: who writes to it
/// meanwhile keeps it. All state belongs to the one thread that sweeps; the cache's threads only
/// fill the inbox.
public final class Expiry implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  /// As long as an object may outlive its time.
  private static final Duration TICK = Duration.ofSeconds(1);

  /// Servers of one store sweep at slightly different times, so that mostly one of them does the
  /// work and the others only see it done.
  private static final Duration SPREAD = Duration.ofSeconds(5);

  /// Changes that wait for a sweep. More than that is a sweeper that stands still: it starts anew
  /// with the state.
  private static final int MAX_INBOX = 100_000;

  /// Above that a long beginning waits.
  private static final int FULL_INBOX = 10_000;

  private final Registry registry;
  private final Duration timeToLive;
  private final InstantSource clock;
  private final Inbox inbox = new Inbox();
  private final Map<NamespacedName, Life> lives = new HashMap<>();
  private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));
  private @Nullable Subscription subscription;
  private long readUpTo;
  private final CountDownLatch closing = new CountDownLatch(1);

  private record Life(long revision, Instant end) {}

  private record Due(NamespacedName key, Instant at) {}

  private record Seen(WatchEvent event, Instant at) {}

  Expiry(Registry registry, Duration timeToLive, InstantSource clock) {
    this.registry = registry;
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  /// Begins to sweep.
  ///
  /// @param registry of the kind; its cache must be ready
  /// @param timeToLive after the last write
  public static Expiry start(Registry registry, Duration timeToLive, InstantSource clock) {
    Duration spread = Duration.ofMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
    Expiry expiry = new Expiry(registry, timeToLive.plus(spread), clock);
    Thread.ofVirtual().name("expiry-" + registry.type().names().plural()).start(expiry::run);
    return expiry;
  }

  private void run() {
    try {
      do {
        sweepIfPossible();
      } while (!isClosedWithin(TICK));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Subscription running = subscription;
      if (running != null) {
        running.close();
      }
    }
  }

  private void sweepIfPossible() {
    try {
      sweep();
    } catch (ApiException | StoreException unavailable) {
      LOG.debug("expiry of {} waits", registry.type().names().plural(), unavailable);
    } catch (RuntimeException fault) {
      LOG.error("expiry of {} met a fault", registry.type().names().plural(), fault);
    }
  }

  /// Takes note of what has changed, and removes what is due.
  void sweep() {
    follow();
    Instant now = clock.instant();
    for (Seen seen = inbox.poll(); seen != null; seen = inbox.poll()) {
      note(seen);
    }
    while (!isClosed() && !queue.isEmpty() && !queue.peek().at().isAfter(now)) {
      end(queue.remove(), now);
    }
  }

  private void follow() {
    if (subscription != null && !inbox.ended) {
      return;
    }
    lives.clear();
    queue.clear();
    inbox.clear();
    // Of what was written up to here nobody has seen when.
    readUpTo = registry.cache().snapshot().revision();
    subscription =
        registry
            .cache()
            .watch(
                WatchRequest.from(
                    new WatchRequest.Start.State(WatchRequest.Start.State.ANY, false)),
                inbox);
  }

  private void note(Seen seen) {
    CachedObject object = seen.event().object();
    switch (seen.event().type()) {
      case ADDED, MODIFIED -> {
        Instant written =
            object.revision() <= readUpTo ? LastWrite.of(object.tree(), seen.at()) : seen.at();
        Instant end = written.plus(timeToLive);
        // One entry in the queue for each object, however often it is written.
        if (lives.put(object.key(), new Life(object.revision(), end)) == null) {
          queue.add(new Due(object.key(), end));
        }
      }
      case DELETED -> lives.remove(object.key());
      case BOOKMARK -> {}
    }
  }

  private void end(Due due, Instant now) {
    Life life = lives.get(due.key());
    if (life == null) {
      return;
    }
    if (life.end().isAfter(now)) {
      queue.add(new Due(due.key(), life.end()));
      return;
    }
    try {
      registry.expire(due.key(), life.revision());
    } catch (StoreException unavailable) {
      queue.add(due);
      throw unavailable;
    }
    // If it was written meanwhile, the change is on its way here and brings it back.
    lives.remove(due.key());
  }

  /// The sweep that is under way ends with the object that it is at.
  @Override
  public void close() {
    closing.countDown();
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private boolean isClosedWithin(Duration time) throws InterruptedException {
    return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Where the cache's threads leave what has changed.
  private final class Inbox implements WatchSink {
    private final Queue<Seen> changes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile boolean ended;

    @Override
    public boolean offer(List<WatchEvent> events) {
      if (isClosed() || size.get() > MAX_INBOX) {
        return false;
      }
      Instant now = clock.instant();
      for (WatchEvent event : events) {
        changes.add(new Seen(event, now));
      }
      size.addAndGet(events.size());
      return true;
    }

    @Nullable Seen poll() {
      Seen seen = changes.poll();
      if (seen != null) {
        size.decrementAndGet();
      }
      return seen;
    }

    void clear() {
      changes.clear();
      size.set(0);
      ended = false;
    }

    @Override
    public void awaitRoom() throws InterruptedException {
      int waited = 0;
      while (size.get() > FULL_INBOX && waited < 50 && !isClosedWithin(TICK.dividedBy(10))) {
        waited++;
      }
    }

    @Override
    public void expired(ApiException error) {
      ended = true;
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
