package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells someone of the objects of one kind and of every change, by a watch of its cache. A watch
/// that ends is begun again, and what has gone meanwhile is told as removed. The state is owned by
/// this object's lock, which is held while a change is told.
public final class CacheFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheFollower.class);

  private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

  private final WatchCache cache;
  private final FieldSelector fields;
  private final Follower follower;
  private final Set<NamespacedName> known = new HashSet<>(); // guarded by this
  private @Nullable Set<NamespacedName> unseen; // guarded by this; null after the initial state
  private @Nullable Subscription subscription; // guarded by this
  private long revision; // guarded by this
  private boolean closed; // guarded by this

  /// Takes the changes; must not block.
  public interface Follower {
    void put(NamespacedName key, ObjectNode object);

    void remove(NamespacedName key);
  }

  /// @param fields which objects; others are as if they were not there
  public CacheFollower(WatchCache cache, FieldSelector fields, Follower follower) {
    this.cache = cache;
    this.fields = fields;
    this.follower = follower;
  }

  public CacheFollower(WatchCache cache, Follower follower) {
    this(cache, FieldSelector.everything(), follower);
  }

  /// Begins to follow. Returns when the state of now is told.
  public synchronized void start() throws InterruptedException {
    subscribe();
    while (unseen != null && !closed) {
      wait();
    }
  }

  /// Waits until a write has arrived.
  ///
  /// @return false when it has not in this time
  public synchronized boolean awaitRevision(long wanted, long timeoutMillis)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    while (revision < wanted && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return !closed;
  }

  private synchronized void subscribe() {
    if (closed) {
      return;
    }
    unseen = new HashSet<>(known);
    WatchRequest.Start state = new WatchRequest.Start.State(WatchRequest.Start.State.ANY, true);
    subscription =
        cache.watch(
            WatchRequest.from(state).selecting(LabelSelector.everything(), fields).withBookmarks(),
            new Sink());
  }

  private synchronized void take(List<WatchEvent> events) {
    for (WatchEvent event : events) {
      CachedObject object = event.object();
      switch (event.type()) {
        case ADDED, MODIFIED -> {
          known.add(object.key());
          if (unseen != null) {
            unseen.remove(object.key());
          }
          follower.put(object.key(), object.tree());
        }
        case DELETED -> remove(object.key());
        case BOOKMARK -> endOfState();
      }
      revision = Math.max(revision, object.revision());
    }
    notifyAll();
  }

  /// The first bookmark of a watch says that its beginning was complete.
  private void endOfState() {
    if (unseen != null) {
      Set.copyOf(unseen).forEach(this::remove);
      unseen = null;
    }
  }

  private void remove(NamespacedName key) {
    known.remove(key);
    follower.remove(key);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.close();
    }
    notifyAll();
  }

  private final class Sink implements WatchSink {
    @Override
    public boolean offer(List<WatchEvent> events) {
      take(events);
      return true;
    }

    @Override
    public void expired(ApiException error) {
      LOG.info("a watch of the cache starts over: {}", error.getMessage());
      again();
    }

    @Override
    public void end() {
      again();
    }

    /// Not from within the cache's own thread, and not at once: a cache that is being closed ends
    /// every watch.
    private void again() {
      Thread.ofVirtual()
          .name("cache-follower")
          .start(() -> {
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
            subscribe();
          });
    }
  }
}
