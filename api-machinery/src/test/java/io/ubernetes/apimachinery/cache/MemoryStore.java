package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A store in memory that can be made to fail: watches break or are refused, deliveries stop,
/// questions hang. Its state is guarded by itself; each watch has a thread of its own.
public final class MemoryStore implements Store {
  private final List<Event> log = new ArrayList<>();
  private final TreeMap<String, Entry> now = new TreeMap<>();
  private final Set<MemoryWatch> watches = ConcurrentHashMap.newKeySet();
  private final AtomicInteger questions = new AtomicInteger();
  private long revision = 1;
  private long compacted;
  private boolean refusing;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch questionGate = new CountDownLatch(0);

  /// Ends every watch with a fault.
  public synchronized void breakWatches() {
    for (MemoryWatch watch : List.copyOf(watches)) {
      watches.remove(watch);
      watch.fail(new StoreException("broken on purpose", null));
    }
  }

  /// New watches are refused until [#allowWatches].
  synchronized void refuseWatches() {
    refusing = true;
  }

  synchronized void allowWatches() {
    refusing = false;
  }

  /// Nothing is delivered to watches until the returned latch is counted down.
  public CountDownLatch holdDeliveries() {
    CountDownLatch latch = new CountDownLatch(1);
    gate = latch;
    return latch;
  }

  /// Questions for the revision are not answered until the returned latch is counted down.
  CountDownLatch holdQuestions() {
    CountDownLatch latch = new CountDownLatch(1);
    questionGate = latch;
    return latch;
  }

  /// All changes that were ever made, in their order.
  public synchronized List<Event> changes() {
    return List.copyOf(log);
  }

  /// How often the revision was asked for.
  int questions() {
    return questions.get();
  }

  int watches() {
    return watches.size();
  }

  @Override
  public synchronized Optional<Entry> get(String key) {
    return Optional.ofNullable(now.get(key));
  }

  @Override
  public synchronized Listing list(
      String prefix, @Nullable String fromKey, int limit, long atRevision) {
    if (atRevision > revision) {
      throw new StoreException("revision is not reached yet", null);
    }
    if (atRevision != 0 && atRevision < compacted) {
      throw new CompactedException(compacted);
    }
    long at = atRevision == 0 ? revision : atRevision;
    List<Entry> found = new ArrayList<>();
    for (Entry entry : stateAt(at).tailMap(fromKey == null ? prefix : fromKey).values()) {
      if (entry.key().startsWith(prefix)) {
        found.add(entry);
      }
    }
    int end = limit == 0 ? found.size() : Math.min(limit, found.size());
    return new Listing(List.copyOf(found.subList(0, end)), at, end < found.size());
  }

  private NavigableMap<String, Entry> stateAt(long at) {
    if (at == revision) {
      return now;
    }
    TreeMap<String, Entry> state = new TreeMap<>();
    for (Event event : log) {
      byte[] value = event.value();
      if (event.revision() > at) {
        break;
      }
      if (value == null) {
        state.remove(event.key());
      } else {
        state.put(event.key(), new Entry(event.key(), value, event.revision()));
      }
    }
    return state;
  }

  @Override
  public synchronized WriteResult create(String key, byte[] value) {
    Entry current = now.get(key);
    return current != null ? new WriteResult.Conflict(current) : write(key, value, null);
  }

  @Override
  public synchronized WriteResult update(String key, byte[] value, long expectedRevision) {
    Entry current = now.get(key);
    return current == null || current.revision() != expectedRevision
        ? new WriteResult.Conflict(current)
        : write(key, value, current);
  }

  @Override
  public synchronized WriteResult delete(String key, long expectedRevision) {
    Entry current = now.get(key);
    return current == null || current.revision() != expectedRevision
        ? new WriteResult.Conflict(current)
        : write(key, null, current);
  }

  private WriteResult write(String key, byte @Nullable [] value, @Nullable Entry previous) {
    revision++;
    if (value == null) {
      now.remove(key);
    } else {
      now.put(key, new Entry(key, value, revision));
    }
    Event event = new Event(key, value, revision, previous);
    log.add(event);
    watches.forEach(watch -> watch.changed(event));
    return new WriteResult.Written(revision);
  }

  @Override
  public long currentRevision() {
    questions.incrementAndGet();
    await(questionGate);
    synchronized (this) {
      return revision;
    }
  }

  @Override
  public synchronized Watch watch(String prefix, long afterRevision, Watcher watcher) {
    if (refusing) {
      throw new StoreException("no watches now", null);
    }
    MemoryWatch watch = new MemoryWatch(prefix, watcher);
    if (afterRevision + 1 < compacted) {
      watch.fail(new CompactedException(compacted));
    } else {
      log.stream().filter(event -> event.revision() > afterRevision).forEach(watch::changed);
      watches.add(watch);
    }
    return watch;
  }

  @Override
  public synchronized void compact(long newCompacted) {
    compacted = Math.max(compacted, newCompacted);
  }

  @Override
  public void close() {
    watches.forEach(MemoryWatch::close);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class MemoryWatch implements Watch {
    private final LinkedBlockingQueue<Runnable> deliveries = new LinkedBlockingQueue<>();
    private final ReentrantLock delivering = new ReentrantLock();
    private final String prefix;
    private final Watcher watcher;
    private volatile boolean closed;

    MemoryWatch(String prefix, Watcher watcher) {
      this.prefix = prefix;
      this.watcher = watcher;
      Thread.ofVirtual().name("memory-watch").start(this::run);
    }

    void changed(Event event) {
      if (event.key().startsWith(prefix)) {
        deliveries.add(() -> watcher.onEvents(List.of(event)));
      }
    }

    void fail(StoreException error) {
      deliveries.add(() -> {
        closed = true;
        watcher.onError(error);
      });
    }

    @Override
    public void requestProgress() {
      synchronized (MemoryStore.this) {
        long at = revision;
        deliveries.add(() -> watcher.onProgress(at));
      }
    }

    @Override
    public void close() {
      watches.remove(this);
      delivering.lock();
      try {
        closed = true;
      } finally {
        delivering.unlock();
      }
      deliveries.add(() -> {});
    }

    private void run() {
      try {
        while (!closed) {
          Runnable next = deliveries.take();
          await(gate);
          delivering.lock();
          try {
            if (!closed) {
              next.run();
            }
          } finally {
            delivering.unlock();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
