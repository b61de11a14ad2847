package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads all objects under a prefix and then watches them, for ever: the one watch that a cache has
/// in the store. Faults are retried with backoff. After a fault the watch goes on where it was;
/// only when the store no longer knows what came then, everything is read again.
///
/// One virtual thread does the reading and retrying; the store's threads bring the changes.
final class Upstream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  /// A read that is under way may take that long to end; it does no harm afterwards.
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  /// Entries of the first page; from then on it is known how large they are.
  private static final int FIRST_PAGE = 500;

  /// What a page should weigh: few pages are little for etcd to count ([CacheLimits#DEFAULT]), and
  /// some pages at once are little beside the memory that there is.
  private static final long PAGE_BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 100, 4L << 20, 40L << 20);

  private final Store store;
  private final String prefix;
  private final CacheLimits limits;
  private final Receiver receiver;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /// What was read or watched last: all before it was given to the receiver.
  private volatile long revision;

  private volatile boolean mustList = true;

  /// Together with `mustList`.
  private volatile boolean distrusted;

  private volatile @Nullable Session session;

  /// Takes what comes from the store; may wait for room.
  interface Receiver {
    /// Begins to bring the whole state anew.
    Loading load();

    /// The same, where nothing that is held can be trusted: the same revision may be another one.
    Loading loadWithoutMemory();

    void changes(List<Store.Event> events);

    /// There is no change up to this revision that was not given before.
    void progress(long revision);
  }

  /// Takes a whole state, page by page.
  interface Loading {
    void page(List<Store.Entry> entries);

    /// That was all, and it is the state at this revision; what was known before is to be
    /// forgotten.
    void done(long revision);
  }

  Upstream(Store store, String prefix, CacheLimits limits, Receiver receiver) {
    this.store = store;
    this.prefix = prefix;
    this.limits = limits;
    this.receiver = receiver;
    this.thread = Thread.ofVirtual().name("watch-upstream-" + prefix).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing.countDown();
    Session running = session;
    if (running != null) {
      running.end(null);
    }
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks for a [Receiver#progress] as new as the store is now.
  ///
  /// @return false when there is no watch now that could bring it
  boolean requestProgress() {
    Session running = session;
    Store.Watch watch = running == null ? null : running.watch;
    if (watch == null) {
      return false;
    }
    watch.requestProgress();
    return true;
  }

  /// Reads everything anew: what the receiver holds cannot be trusted.
  void startOver(StoreException why) {
    distrusted = true;
    mustList = true;
    Session running = session;
    if (running != null) {
      running.end(why);
    }
  }

  private void run() {
    Duration backoff = limits.minBackoff();
    while (closing.getCount() > 0) {
      StoreException fault;
      long before = revision;
      try {
        if (mustList) {
          list();
        }
        fault = watch();
      } catch (StoreException e) {
        fault = e;
      }
      if (closing.getCount() == 0) {
        return;
      }
      if (fault instanceof CompactedException) {
        mustList = true;
      } else if (fault instanceof RevertedException) {
        mustList = true;
        distrusted = true;
      }
      if (revision > before) {
        backoff = limits.minBackoff(); // it worked for a while
      }
      LOG.warn("Reading {} from the store failed at {}; trying again", prefix, revision, fault);
      if (!pause(backoff)) {
        return;
      }
      Duration doubled = backoff.multipliedBy(2);
      backoff = doubled.compareTo(limits.maxBackoff()) < 0 ? doubled : limits.maxBackoff();
    }
  }

  private void list() {
    mustList = false;
    boolean done = false;
    try {
      Loading loading = distrusted ? receiver.loadWithoutMemory() : receiver.load();
      revision = read(store, prefix, limits.listPage(), 0, loading::page);
      loading.done(revision);
      done = true;
      distrusted = false;
    } finally {
      if (!done) {
        mustList = true;
      }
    }
  }

  /// Reads everything under a prefix page by page, all at the revision of the first page. Pages
  /// have so many entries as weigh about the same. While one is taken the next is read: the store
  /// and we have about as much to do with each.
  ///
  /// @param maxPage entries of a page at most
  /// @param atRevision the revision to read at, or 0 for the newest
  /// @return the revision that was read
  static long read(
      Store store, String prefix, int maxPage, long atRevision, Consumer<List<Store.Entry>> pages) {
    Store.Listing page = store.list(prefix, null, Math.min(FIRST_PAGE, maxPage), atRevision);
    long at = page.revision();
    while (page.more() && !page.entries().isEmpty()) {
      String next = page.entries().getLast().key() + '\0';
      int size = Math.min(pageSize(page.entries()), maxPage);
      CompletableFuture<Store.Listing> ahead =
          CompletableFuture.supplyAsync(
              () -> store.list(prefix, next, size, at), Thread::startVirtualThread);
      pages.accept(page.entries());
      page = outcome(ahead);
    }
    pages.accept(page.entries());
    return at;
  }

  private static Store.Listing outcome(CompletableFuture<Store.Listing> ahead) {
    try {
      return ahead.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : e;
    }
  }

  private static int pageSize(List<Store.Entry> before) {
    long bytes = before.stream().mapToLong(entry -> entry.value().length).sum();
    return Math.clamp(PAGE_BYTES * before.size() / Math.max(1, bytes), 1, Integer.MAX_VALUE);
  }

  /// Watches until the watch ends.
  private StoreException watch() {
    Session mine = new Session();
    session = mine;
    try (Store.Watch watch = store.watch(prefix, revision, mine)) {
      mine.watch = watch;
      if (closing.getCount() == 0) {
        mine.end(null);
      }
      return mine.awaitEnd();
    } finally {
      session = null;
    }
  }

  private boolean pause(Duration time) {
    try {
      return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// One watch of the store.
  private final class Session implements Store.Watcher {
    private final CompletableFuture<StoreException> end = new CompletableFuture<>();
    private volatile Store.@Nullable Watch watch;

    @Override
    public void onEvents(List<Store.Event> events) {
      if (!events.isEmpty() && !end.isDone()) {
        receiver.changes(events);
        revision = Math.max(revision, events.getLast().revision());
      }
    }

    @Override
    public void onProgress(long newRevision) {
      if (!end.isDone()) {
        receiver.progress(newRevision);
        revision = Math.max(revision, newRevision);
      }
    }

    @Override
    public void onError(StoreException error) {
      end(error);
    }

    void end(@Nullable StoreException error) {
      end.complete(error != null ? error : new StoreException("closed", null));
    }

    StoreException awaitEnd() {
      return end.join();
    }
  }
}
