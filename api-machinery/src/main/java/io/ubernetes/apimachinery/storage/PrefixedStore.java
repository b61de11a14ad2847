package io.ubernetes.apimachinery.storage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A part of another store, for one of several servers that share it: the keys that begin with a
/// prefix, shown without it. The revisions are those of the whole store, and compaction concerns
/// all of it. Thread-safe. Does not own the other store: closing ends the watches of this part
/// only.
public final class PrefixedStore implements Store {
  private final Store whole;
  private final String prefix;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param prefix no prefix of a part may begin with that of another part
  public PrefixedStore(Store whole, String prefix) {
    KeyRange.key(prefix);
    this.whole = whole;
    this.prefix = prefix;
  }

  @Override
  public Optional<Entry> get(String key) {
    return whole().get(inWhole(key)).map(this::shown);
  }

  @Override
  public Listing list(String prefix, @Nullable String fromKey, int limit, long atRevision) {
    String from = fromKey == null ? null : this.prefix + fromKey;
    Listing listing = whole().list(this.prefix + prefix, from, limit, atRevision);
    List<Entry> entries = listing.entries().stream().map(this::shown).toList();
    return new Listing(entries, listing.revision(), listing.more());
  }

  @Override
  public WriteResult create(String key, byte[] value) {
    return shown(whole().create(inWhole(key), value));
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    return shown(whole().update(inWhole(key), value, expectedRevision));
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    return shown(whole().delete(inWhole(key), expectedRevision));
  }

  @Override
  public long currentRevision() {
    return whole().currentRevision();
  }

  @Override
  public Watch watch(String prefix, long afterRevision, Watcher watcher) {
    Watch inner = whole().watch(this.prefix + prefix, afterRevision, new Shortening(watcher));
    Watch watch = new Part(inner);
    watches.add(watch);
    if (closed) {
      watch.close();
    }
    return watch;
  }

  @Override
  public void compact(long revision) {
    whole().compact(revision);
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(watches).forEach(Watch::close);
  }

  private Store whole() {
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    return whole;
  }

  private String inWhole(String key) {
    KeyRange.key(key);
    return prefix + key;
  }

  private String shown(String key) {
    return key.substring(prefix.length());
  }

  private Entry shown(Entry entry) {
    return new Entry(shown(entry.key()), entry.value(), entry.revision());
  }

  private @Nullable Entry shownOrNull(@Nullable Entry entry) {
    return entry == null ? null : shown(entry);
  }

  private WriteResult shown(WriteResult result) {
    return switch (result) {
      case WriteResult.Written written -> written;
      case WriteResult.Conflict(Entry current) -> new WriteResult.Conflict(shownOrNull(current));
    };
  }

  /// Takes the prefix off before events go on.
  private final class Shortening implements Watcher {
    private final Watcher watcher;

    Shortening(Watcher watcher) {
      this.watcher = watcher;
    }

    @Override
    public void onEvents(List<Event> events) {
      watcher.onEvents(events.stream().map(this::shown).toList());
    }

    private Event shown(Event event) {
      return new Event(
          PrefixedStore.this.shown(event.key()),
          event.value(),
          event.revision(),
          shownOrNull(event.previous()));
    }

    @Override
    public void onProgress(long revision) {
      watcher.onProgress(revision);
    }

    @Override
    public void onError(StoreException error) {
      watcher.onError(error);
    }
  }

  /// A watch that this part forgets when it ends.
  private final class Part implements Watch {
    private final Watch inner;

    Part(Watch inner) {
      this.inner = inner;
    }

    @Override
    public void requestProgress() {
      inner.requestProgress();
    }

    @Override
    public void close() {
      inner.close();
      watches.remove(this);
    }
  }
}
