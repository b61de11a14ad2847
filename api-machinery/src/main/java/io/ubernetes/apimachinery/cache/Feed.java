package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.NamespacedName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what comes from the store into states, history and events, and feeds the watchers. Its
/// state belongs to the cache's loop; methods that other threads call only queue a task there.
final class Feed implements CacheLoop.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /// A watch that begins further behind than this is brought near by a thread of its own, at the
  /// pace of its sink, so that neither the loop is held up nor the sink flooded.
  private static final int MAX_DIRECT_CHANGES = 100;

  private final ObjectReader reader;
  private final History history;
  private final LatestSnapshot latest;
  private final CacheLoop loop;
  private final InstantSource clock;
  private final Watchers watchers;
  private final Source source;
  private final Replay replay;
  private final List<CacheWatcher> touched = new ArrayList<>();
  private final Set<CacheWatcher> bookmarksWanted = new LinkedHashSet<>();
  private boolean bookmarksDue;
  private @Nullable WatchEvent lastBookmark;
  private boolean closed;

  /// Where the changes come from.
  interface Source {
    /// @return false when no progress will come now
    boolean requestProgress();

    /// Time has passed: lets go of states that nobody reads.
    void forgetOld();

    /// Reads everything anew.
    void startOver(RuntimeException why);
  }

  Feed(
      ObjectReader reader,
      History history,
      LatestSnapshot latest,
      CacheLoop loop,
      InstantSource clock,
      Watchers watchers,
      Source source) {
    this.reader = reader;
    this.history = history;
    this.latest = latest;
    this.loop = loop;
    this.clock = clock;
    this.watchers = watchers;
    this.source = source;
    this.replay = new Replay(reader, watcher -> loop.execute(() -> attach(watcher)));
  }

  // Called by any thread.

  CacheWatcher watch(WatchRequest request, WatchSink sink, Supplier<Snapshot> stateForStart) {
    CacheWatcher watcher = new CacheWatcher(request, sink, this);
    switch (request.start()) {
      case WatchRequest.Start.After(long revision) -> {
        watcher.startFrom(revision);
        loop.execute(() -> attach(watcher));
      }
      case WatchRequest.Start.Now() -> loop.execute(() -> attachNow(watcher));
      case WatchRequest.Start.State state -> replay.state(watcher, state, stateForStart);
    }
    return watcher;
  }

  void detach(CacheWatcher watcher) {
    loop.execute(() -> {
      watchers.remove(watcher);
      bookmarksWanted.remove(watcher);
    });
  }

  void bookmarkSoon(CacheWatcher watcher) {
    loop.execute(() -> {
      if (!closed && !watcher.isClosed()) {
        bookmarksWanted.add(watcher);
        if (watcher.isAttached()) {
          askForBookmarks();
        }
      }
    });
  }

  // Called by the loop.

  /// Begins anew with a state; watchers cannot know what they have missed and must list again.
  void restart(ObjectTree state, long revision) {
    Snapshot before = latest.current();
    history.restart(revision, state);
    latest.publish(new Snapshot(revision, state));
    if (before != null) {
      for (CacheWatcher watcher : watchers.all()) {
        drop(watcher, CacheErrors.tooOld(before.revision(), revision));
      }
    }
  }

  void changes(List<Store.Event> events) {
    Snapshot now = latest.current();
    if (now == null) {
      throw new IllegalStateException("changes came before the state");
    }
    ObjectTree state = now.tree();
    List<Change> changes = new ArrayList<>(events.size());
    for (Store.Event event : events) {
      if (event.revision() > now.revision()) { // others were seen before a watch was renewed
        Change change = change(event, state);
        if (change != null) {
          changes.add(change);
          state = change.state();
        }
      }
    }
    history.add(changes);
    publish(state, events.getLast().revision());
    for (Change change : changes) {
      watchers.forEach(
          change.key(),
          watcher -> {
            if (watcher.take(change)) {
              touched.add(watcher);
            }
          });
    }
  }

  void progress(long revision) {
    Snapshot now = latest.current();
    if (now != null) {
      publish(now.tree(), revision);
      sendBookmarks();
    }
  }

  void endAll() {
    closed = true;
    watchers.all().forEach(watcher -> watcher.end(null));
  }

  @Override
  public void afterRound() {
    for (CacheWatcher watcher : touched) {
      if (!watcher.offerPending()) {
        drop(watcher, null);
      }
    }
    touched.clear();
  }

  /// Asks for progress also where nobody wants a bookmark: the revision from which a broken watch
  /// of the store is taken up again shall not fall behind what the store keeps.
  @Override
  public void tick() {
    bookmarksDue = true;
    bookmarksWanted.removeIf(CacheWatcher::isClosed); // those that ended before they were attached
    source.requestProgress();
    source.forgetOld();
  }

  @Override
  public void fault(RuntimeException defect) {
    LOG.error("The watch cache has a defect and reads everything anew", defect);
    source.startOver(defect);
  }

  private @Nullable Change change(Store.Event event, ObjectTree state) {
    NamespacedName key = reader.key(event.key());
    if (key == null) {
      return null;
    }
    byte[] value = event.value();
    CachedObject before = state.get(key);
    CachedObject after = value == null ? null : reader.read(event.key(), value, event.revision());
    if (before == null && after == null) {
      return null;
    }
    ObjectTree changed = after == null ? state.without(key) : state.with(after);
    return new Change(key, event.revision(), before, after, changed, clock.millis());
  }

  private void publish(ObjectTree state, long revision) {
    Snapshot now = latest.current();
    if (now == null || revision > now.revision()) {
      latest.publish(new Snapshot(revision, state));
    }
  }

  private void attachNow(CacheWatcher watcher) {
    Snapshot now = latest.current();
    watcher.startFrom(now == null ? 0 : now.revision());
    attach(watcher);
  }

  /// Brings a watch up to now and lets it take part in what comes.
  private void attach(CacheWatcher watcher) {
    if (closed) {
      watcher.end(null);
      return;
    }
    if (watcher.isClosed()) {
      return;
    }
    List<Change> missed = history.after(watcher.from());
    if (missed == null) {
      watcher.end(CacheErrors.tooOld(watcher.from(), history.floor()));
      return;
    }
    if (missed.size() > MAX_DIRECT_CHANGES) {
      replay.changes(watcher, missed);
      return;
    }
    watcher.attached();
    watchers.add(watcher);
    boolean any = false;
    for (Change change : missed) {
      any |= watcher.take(change);
    }
    if (any) {
      touched.add(watcher);
    }
    if (bookmarksWanted.contains(watcher)) {
      askForBookmarks();
    }
  }

  private void askForBookmarks() {
    if (!source.requestProgress()) {
      sendBookmarks(); // with what is known: better than none
    }
  }

  private void sendBookmarks() {
    if (!bookmarksDue && bookmarksWanted.isEmpty()) {
      return;
    }
    afterRound(); // a bookmark says that everything before it was delivered
    for (CacheWatcher watcher : bookmarksDue ? watchers.all() : List.copyOf(bookmarksWanted)) {
      if (watcher.isAttached() && watcher.request().allowBookmarks()) {
        sendBookmark(watcher);
        bookmarksWanted.remove(watcher);
      }
    }
    bookmarksDue = false;
  }

  private void sendBookmark(CacheWatcher watcher) {
    Snapshot now = latest.current();
    if (now == null || now.revision() < watcher.from()) {
      return;
    }
    WatchEvent bookmark = lastBookmark;
    if (bookmark == null || bookmark.object().revision() != now.revision()) {
      CachedObject object = reader.bookmark(now.revision(), "");
      bookmark = new WatchEvent(WatchEvent.Type.BOOKMARK, object);
      lastBookmark = bookmark;
    }
    if (!watcher.offer(bookmark.alone())) {
      drop(watcher, null);
    }
  }

  private void drop(CacheWatcher watcher, @Nullable ApiException error) {
    watchers.remove(watcher);
    bookmarksWanted.remove(watcher);
    watcher.end(error);
  }
}
