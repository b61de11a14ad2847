package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One watch. Its beginning is delivered by a thread of its own where it is long; from then on it
/// belongs to the cache's loop. Ownership passes with the task that attaches it.
final class CacheWatcher implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(CacheWatcher.class);

  private final WatchRequest request;
  private final WatchSink sink;
  private final Feed feed;
  private long from;
  private @Nullable List<WatchEvent> pending;
  private boolean attached;
  private final AtomicBoolean closed = new AtomicBoolean();

  CacheWatcher(WatchRequest request, WatchSink sink, Feed feed) {
    this.request = request;
    this.sink = sink;
    this.feed = feed;
  }

  WatchRequest request() {
    return request;
  }

  /// Waits for the sink to have room; only for threads that may block.
  void awaitRoom() throws InterruptedException {
    sink.awaitRoom();
  }

  boolean isClosed() {
    return closed.get();
  }

  /// Changes up to this revision are not for this watch: it has seen them, or asked for later ones.
  long from() {
    return from;
  }

  void startFrom(long revision) {
    from = revision;
  }

  /// Whether its beginning is delivered and it gets changes as they come.
  boolean isAttached() {
    return attached;
  }

  void attached() {
    attached = true;
  }

  /// Keeps a change to be offered at the end of the round, if it is for this watch.
  ///
  /// @return whether it is the first since the last round
  boolean take(Change change) {
    if (change.revision() <= from) {
      return false;
    }
    WatchEvent event = change.eventFor(request);
    if (event == null) {
      return false;
    }
    List<WatchEvent> before = pending;
    if (before == null) {
      pending = event.alone();
      return true;
    }
    List<WatchEvent> several = before.size() == 1 ? new ArrayList<>(before) : before;
    several.add(event);
    pending = several;
    return false;
  }

  /// Offers what was kept.
  ///
  /// @return false when the watch is to be ended
  boolean offerPending() {
    List<WatchEvent> events = pending;
    pending = null;
    return events == null || offer(events);
  }

  /// @return false when the watcher does not take them
  boolean offer(List<WatchEvent> events) {
    if (closed.get()) {
      return true;
    }
    try {
      return sink.offer(events);
    } catch (RuntimeException e) {
      LOG.error("A watcher failed and is ended", e);
      return false;
    }
  }

  /// Ends the watch from the cache's side; null for an end without error.
  void end(@Nullable ApiException error) {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      if (error == null) {
        sink.end();
      } else {
        sink.expired(error);
      }
    } catch (RuntimeException e) {
      LOG.error("A watcher failed at its end", e);
    }
  }

  @Override
  public void bookmark() {
    if (!closed.get() && request.allowBookmarks()) {
      feed.bookmarkSoon(this);
    }
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      feed.detach(this);
    }
  }
}
