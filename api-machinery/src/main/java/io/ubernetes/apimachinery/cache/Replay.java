package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers the beginning of a watch where it is long: a state, or many changes of the history.
/// Each runs on a virtual thread of its own, at the pace of its sink, and hands the watch over when
/// it is as far as what it was given; what has changed meanwhile is in the history.
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  /// What is offered at once: about what a connection's buffers hold.
  private static final int MAX_EVENTS = 100;

  private static final long MAX_BYTES = 64 << 10;

  private static final String END_MARK = "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}";

  private final ObjectReader reader;
  private final Consumer<CacheWatcher> handOver;

  Replay(ObjectReader reader, Consumer<CacheWatcher> handOver) {
    this.reader = reader;
    this.handOver = handOver;
  }

  /// Delivers a state and, if the watch wants it, the mark of its end.
  void state(CacheWatcher watcher, WatchRequest.Start.State start, Supplier<Snapshot> snapshot) {
    run(
        watcher,
        () -> {
          Snapshot state = snapshot.get();
          Batch batch = new Batch(watcher);
          WatchRequest request = watcher.request();
          for (CachedObject object : candidates(state, request)) {
            if (request.selects(object)) {
              batch.add(new WatchEvent(WatchEvent.Type.ADDED, object));
            }
          }
          if (start.endMark() && request.allowBookmarks()) {
            CachedObject mark = reader.bookmark(state.revision(), END_MARK);
            batch.add(new WatchEvent(WatchEvent.Type.BOOKMARK, mark));
          }
          batch.flush();
          watcher.startFrom(state.revision());
        });
  }

  /// Delivers changes, which are not empty.
  void changes(CacheWatcher watcher, List<Change> changes) {
    run(
        watcher,
        () -> {
          Batch batch = new Batch(watcher);
          for (Change change : changes) {
            WatchEvent event = change.eventFor(watcher.request());
            if (event != null) {
              batch.add(event);
            }
          }
          batch.flush();
          watcher.startFrom(changes.getLast().revision());
        });
  }

  private static Iterable<CachedObject> candidates(Snapshot state, WatchRequest request) {
    return state.objects(request.onlyNamespace(), null);
  }

  private void run(CacheWatcher watcher, Delivery delivery) {
    Thread.ofVirtual()
        .name("watch-replay")
        .start(() -> {
          try {
            delivery.deliver();
            handOver.accept(watcher);
          } catch (SlowWatcherException | InterruptedException _) {
            watcher.end(null);
          } catch (ApiException e) {
            watcher.end(e);
          } catch (StoreException e) {
            LOG.warn("The state for a watch cannot be read", e);
            watcher.end(ApiException.serviceUnavailable("the store does not answer", 1));
          } catch (RuntimeException e) {
            LOG.error("The beginning of a watch cannot be delivered", e);
            watcher.end(ApiException.internal("the beginning of the watch cannot be delivered"));
          }
        });
  }

  /// The work of one thread.
  private interface Delivery {
    void deliver() throws SlowWatcherException, InterruptedException;
  }

  /// The watcher does not take more, or has gone.
  private static final class SlowWatcherException extends Exception {
    private static final long serialVersionUID = 1L;

    SlowWatcherException() {
      super(null, null, false, false);
    }
  }

  /// Gathers events and offers them in pieces.
  private static final class Batch {
    private final CacheWatcher watcher;
    private List<WatchEvent> events = new ArrayList<>();
    private long bytes;

    Batch(CacheWatcher watcher) {
      this.watcher = watcher;
    }

    void add(WatchEvent event) throws SlowWatcherException, InterruptedException {
      events.add(event);
      bytes += event.object().length();
      if (events.size() >= MAX_EVENTS || bytes >= MAX_BYTES) {
        flush();
      }
    }

    void flush() throws SlowWatcherException, InterruptedException {
      if (events.isEmpty()) {
        return;
      }
      watcher.awaitRoom();
      if (watcher.isClosed() || !watcher.offer(events)) {
        throw new SlowWatcherException();
      }
      events = new ArrayList<>();
      bytes = 0;
    }
  }
}
