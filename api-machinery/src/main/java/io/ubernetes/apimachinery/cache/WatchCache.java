package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All objects of one type in memory, kept up to date by one watch of the store, and the lists and
/// watches served from them. Thread-safe.
///
/// A change goes from the store's thread to the cache's loop ([CacheLoop]), where [Feed] makes the
/// next state of it, remembers it in the [History] and gives it to the watchers that want it.
/// Readers take a [Snapshot] and hold no lock. As in Kubernetes a list without a resource version
/// is consistent ([#fresh]): the store is asked for its revision, and the answer is given from
/// memory as soon as the cache is that far.
///
/// Memory beside an object's bytes is given at [CachedObject].
public final class WatchCache implements AutoCloseable {
  /// How long a list at an exact revision waits for a revision that is still to come, as Kubernetes
  /// waits.
  private static final Duration EXACT_WAIT = Duration.ofSeconds(3);

  /// How long a watch that begins with a consistent state waits for it.
  private static final Duration START_WAIT = Duration.ofSeconds(10);

  /// A request for progress can get lost with the watch it was made on, so it is repeated.
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final History history;
  private final LatestSnapshot latest = new LatestSnapshot();
  private final NewestRevision newest;
  private final ExactReads exactReads;
  private final CacheLoop loop;
  private final Upstream upstream;
  private final Feed feed;
  private final Watchers watchers;
  private final AtomicLong progressAskedFor = new AtomicLong();
  private final ObjectReader reader;

  public WatchCache(Store store, ResourceType type) {
    this(store, type, InstantSource.system(), CacheLimits.DEFAULT);
  }

  /// @param clock tells the age of changes and of states
  public WatchCache(Store store, ResourceType type, InstantSource clock, CacheLimits limits) {
    String prefix = type.storagePrefix();
    reader = new ObjectReader(type);
    history = new History(limits);
    newest = new NewestRevision(store);
    exactReads = new ExactReads(store, prefix, limits, reader, latest, clock);
    loop = new CacheLoop(type.groupResource().toString(), limits.bookmarkInterval());
    upstream = new Upstream(store, prefix, limits, new FromStore());
    watchers = new Watchers(type.namespaced());
    feed = new Feed(reader, history, latest, loop, clock, watchers, new ToStore());
  }

  /// Begins to read; returns at once. See [#awaitReady].
  public void start() {
    loop.start(feed);
    upstream.start();
  }

  /// Ends all watches and lets go of the store. Readers that wait for a newer state are told to
  /// come again: there may be another cache by then.
  @Override
  public void close() {
    latest.end();
    upstream.close();
    loop.execute(feed::endAll);
    loop.close();
  }

  /// Whether there is a state to serve. Stays true once it was.
  public boolean isReady() {
    return latest.current() != null;
  }

  /// Waits until [#isReady].
  ///
  /// @return false when the time was up before
  public boolean awaitReady(Duration timeout) {
    return latest.await(0, timeout.toNanos()) != null;
  }

  /// The newest state in memory, which may be older than the store's: for `resourceVersion=0`.
  ///
  /// @throws ApiException 429 when the first state is not read yet
  public Snapshot snapshot() {
    Snapshot current = latest.current();
    if (current == null) {
      throw CacheErrors.notReady();
    }
    return current;
  }

  /// A consistent read: a state that has every write acknowledged before this call.
  ///
  /// @throws ApiException 504 when the cache has not come that far in time, 429 when it is closed
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store does not answer
  public Snapshot fresh(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Snapshot before = latest.current();
    long revision = newest.get(deadline);
    if (before != null && revision < before.revision()) {
      throw reverted(before, revision);
    }
    Snapshot current = latest.current();
    if (current != null && current.revision() >= revision) {
      return current;
    }
    // The store is at that revision, so one request for progress serves all who wait for it.
    if (progressAskedFor.getAndAccumulate(revision, Math::max) < revision) {
      upstream.requestProgress();
    }
    current = latest.await(revision, Math.min(left(deadline), ASK_AGAIN.toNanos()));
    return current != null ? current : await(revision, deadline);
  }

  /// What the cache holds may never have happened: nothing of it is told any more.
  private RevertedException reverted(Snapshot held, long revision) {
    RevertedException reverted = new RevertedException(held.revision(), revision);
    progressAskedFor.set(0);
    if (latest.current() == held) { // and not yet read anew
      upstream.startOver(reverted);
    }
    return reverted;
  }

  /// A state that is not older than a revision.
  ///
  /// @throws ApiException 504 with the cause `ResourceVersionTooLarge` when the cache has not come
  ///   that far in time
  public Snapshot atLeast(long revision, Duration timeout) {
    return await(revision, System.nanoTime() + timeout.toNanos());
  }

  /// The state at exactly this revision, from memory or, if it is older than the history, from the
  /// store. Its [Snapshot#revision] is the one asked for.
  ///
  /// @throws ApiException 410 Expired when nobody knows it any more, 504 when it is still to come
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store does not answer
  public Snapshot exactly(long revision) {
    atLeast(revision, EXACT_WAIT);
    ObjectTree known = history.stateAt(revision);
    return known != null ? new Snapshot(revision, known) : exactReads.at(revision);
  }

  /// Begins a watch. Returns at once; events, and also a beginning that is too old, go to the sink.
  ///
  /// @throws ApiException 429 when the first state is not read yet
  public Subscription watch(WatchRequest request, WatchSink sink) {
    if (!isReady()) {
      throw CacheErrors.notReady();
    }
    return feed.watch(request, sink, () -> stateFor(request.start()));
  }

  /// Objects, changes and watchers that are held now; for metrics.
  public Stats stats() {
    Snapshot current = latest.current();
    return new Stats(
        current == null ? 0 : current.size(),
        current == null ? 0 : current.revision(),
        history.size(),
        watchers.size());
  }

  /// @param objects in the newest state
  /// @param revision of the newest state
  /// @param historyChanges changes that are remembered
  /// @param watchers watches that are running
  public record Stats(int objects, long revision, int historyChanges, int watchers) {}

  private Snapshot stateFor(WatchRequest.Start start) {
    return switch (start) {
      case WatchRequest.Start.State(long minimum, boolean _)
          when minimum == WatchRequest.Start.State.MOST_RECENT ->
          fresh(START_WAIT);
      case WatchRequest.Start.State(long minimum, boolean _) -> atLeast(minimum, EXACT_WAIT);
      case WatchRequest.Start.After _, WatchRequest.Start.Now _ -> snapshot();
    };
  }

  private Snapshot await(long revision, long deadlineNanos) {
    Snapshot current = latest.current();
    while (current == null || current.revision() < revision) {
      upstream.requestProgress();
      long left = left(deadlineNanos);
      current = latest.await(revision, Math.min(left, ASK_AGAIN.toNanos()));
      boolean closed = latest.isEnded();
      boolean giveUp = left <= 0 || closed || Thread.currentThread().isInterrupted();
      if (current == null && giveUp) {
        Snapshot last = latest.current();
        throw last == null || closed
            ? CacheErrors.notReady()
            : CacheErrors.tooLarge(revision, last.revision());
      }
    }
    return current;
  }

  private static long left(long deadlineNanos) {
    return deadlineNanos - System.nanoTime();
  }

  /// Brings to the loop what comes from the store.
  private final class FromStore implements Upstream.Receiver {
    @Override
    public Upstream.Loading load() {
      return load(latest.current());
    }

    @Override
    public Upstream.Loading loadWithoutMemory() {
      return load(null);
    }

    private Upstream.Loading load(@Nullable Snapshot known) {
      ExactReads.StateBuilder state = new ExactReads.StateBuilder(reader, known);
      return new Upstream.Loading() {
        @Override
        public void page(List<Store.Entry> entries) {
          state.add(entries);
        }

        @Override
        public void done(long revision) {
          ObjectTree tree = state.build();
          loop.executeBatch(() -> feed.restart(tree, revision));
        }
      };
    }

    @Override
    public void changes(List<Store.Event> events) {
      loop.executeBatch(() -> feed.changes(events));
    }

    @Override
    public void progress(long revision) {
      loop.executeBatch(() -> feed.progress(revision));
    }
  }

  /// What the feed asks of the store's side.
  private final class ToStore implements Feed.Source {
    @Override
    public boolean requestProgress() {
      return upstream.requestProgress();
    }

    @Override
    public void forgetOld() {
      exactReads.forgetOld();
    }

    @Override
    public void startOver(RuntimeException why) {
      upstream.startOver(new StoreException("the cache has a defect: " + why, why));
    }
  }
}
