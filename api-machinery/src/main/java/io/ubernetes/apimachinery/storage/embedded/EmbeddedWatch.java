package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Watch;
import io.ubernetes.apimachinery.storage.Store.Watcher;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One watch: a virtual thread that first reads what the table holds, then takes what [Broadcast]
/// hands it. When its watcher is too slow it drops what waits and reads the table again, so that
/// nothing is lost and nobody waits for it.
///
/// `position` belongs to the thread; what waits is guarded by `lock`; `delivery` is held while the
/// watcher is called. Locks are taken in the order Broadcast's, `lock`.
final class EmbeddedWatch implements Watch {
  /// What may wait for a watcher. More is read from the table instead.
  private static final int MAX_WAITING = 1_000;

  private static final long MAX_WAITING_BYTES = 4L << 20;

  private final String prefix;
  private final KeyRange range;
  private final Watcher watcher;
  private final Broadcast broadcast;
  private final Readers readers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<Event> waiting = new ArrayList<>();
  private long waitingBytes;
  private boolean lagging;
  private long progress;

  private final ReentrantLock delivery = new ReentrantLock();
  private volatile boolean closed;

  private long position;

  EmbeddedWatch(
      String prefix,
      KeyRange range,
      long afterRevision,
      Watcher watcher,
      Broadcast broadcast,
      Readers readers) {
    this.prefix = prefix;
    this.range = range;
    this.position = afterRevision;
    this.watcher = watcher;
    this.broadcast = broadcast;
    this.readers = readers;
  }

  String prefix() {
    return prefix;
  }

  void start() {
    broadcast.attach(this); // At once, so that a store that is closed finds it.
    Thread.ofVirtual().name("store-watch " + prefix).start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        catchUp(broadcast.attach(this));
        Batch batch = take();
        while (batch != null) {
          deliver(batch);
          batch = take();
        }
      }
    } catch (StoreException e) {
      end(e);
    } catch (RuntimeException e) {
      end(new StoreException("the watcher of " + prefix + " failed", e));
    } finally {
      broadcast.detach(this);
    }
  }

  /// Delivers from the table what was changed after `position`, up to `upTo`.
  private void catchUp(long upTo) {
    if (position >= upTo) {
      return;
    }
    long from = position;
    long[] revisions = readers.read(reader -> reader.changedIn(range, from, upTo));
    int next = 0;
    while (next < revisions.length && !closed) {
      int first = next;
      long deliveredTo = position;
      List<Event> page = readers.read(reader -> reader.changes(revisions, first, deliveredTo));
      deliver(page);
      next += page.size();
    }
    position = Math.max(position, upTo);
  }

  private void deliver(Batch batch) {
    // A watch may begin in the future, and what came while it caught up may be old to it.
    List<Event> events = batch.events;
    if (!events.isEmpty() && events.getFirst().revision() <= position) {
      events = events.stream().filter(event -> event.revision() > position).toList();
    }
    deliver(events);
    if (batch.progress > 0) {
      call(() -> watcher.onProgress(batch.progress));
    }
  }

  private void deliver(List<Event> events) {
    if (!events.isEmpty()) {
      call(() -> watcher.onEvents(events));
      position = events.getLast().revision();
    }
  }

  private void end(StoreException reason) {
    call(() -> {
      closed = true;
      watcher.onError(reason);
    });
  }

  private void call(Runnable delivered) {
    delivery.lock();
    try {
      if (!closed) {
        delivered.run();
      }
    } finally {
      delivery.unlock();
    }
  }

  /// Waits for something to deliver; null when the watch has to catch up or is closed.
  private @Nullable Batch take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && progress == 0 && !lagging && !closed) {
        changed.awaitUninterruptibly();
      }
      if (lagging || closed) {
        return null;
      }
      Batch batch = new Batch(waiting, progress);
      waiting = new ArrayList<>();
      waitingBytes = 0;
      progress = 0;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Called by [Broadcast] for each change of a key under the prefix.
  void offer(Event event) {
    lock.lock();
    try {
      if (lagging || closed) {
        return;
      }
      if (waiting.size() >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES) {
        forgetWaiting();
        lagging = true;
      } else {
        waiting.add(event);
        waitingBytes += bytes(event);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  static long bytes(Event event) {
    byte[] value = event.value();
    long bytes = value == null ? 0 : value.length;
    return event.previous() == null ? bytes : bytes + event.previous().value().length;
  }

  void offerProgress(long revision) {
    lock.lock();
    try {
      progress = revision;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Called by [Broadcast] when it begins to hand out changes (again): what waits is found by
  /// catching up.
  void resume() {
    lock.lock();
    try {
      forgetWaiting();
      lagging = false;
    } finally {
      lock.unlock();
    }
  }

  private void forgetWaiting() {
    waiting = new ArrayList<>();
    waitingBytes = 0;
  }

  @Override
  public void requestProgress() {
    broadcast.announceProgress(this);
  }

  @Override
  public void close() {
    delivery.lock();
    try {
      closed = true;
    } finally {
      delivery.unlock();
    }
    broadcast.detach(this);
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// What waited at one moment: `progress` (0 for none) holds once the events are delivered.
  private record Batch(List<Event> events, long progress) {}
}
