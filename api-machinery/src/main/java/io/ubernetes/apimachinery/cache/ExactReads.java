package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Reads states from the store that are older than the cache's history. Thread-safe; no lock is
/// held while the store is read.
///
/// A client that walks an old list page by page asks for the same revision again and again, so the
/// last states are kept for a moment; several readers of one revision share one reading.
final class ExactReads {
  /// A whole state each; objects that have not changed since are shared with the newest.
  private static final int MAX_KEPT = 2;

  private static final Duration KEPT_FOR = Duration.ofMinutes(1);

  private final Store store;
  private final String prefix;
  private final CacheLimits limits;
  private final ObjectReader reader;
  private final LatestSnapshot latest;
  private final InstantSource clock;
  private final Map<Long, Reading> kept = new LinkedHashMap<>(); // guarded by itself

  private record Reading(CompletableFuture<Snapshot> snapshot, long atMillis) {}

  ExactReads(
      Store store,
      String prefix,
      CacheLimits limits,
      ObjectReader reader,
      LatestSnapshot latest,
      InstantSource clock) {
    this.store = store;
    this.prefix = prefix;
    this.limits = limits;
    this.reader = reader;
    this.latest = latest;
    this.clock = clock;
  }

  /// @throws io.ubernetes.apimachinery.errors.ApiException 410 when the store has forgotten it
  Snapshot at(long revision) {
    Reading reading;
    boolean first;
    synchronized (kept) {
      dropOld();
      Reading shared = kept.get(revision);
      first = shared == null;
      reading = shared != null ? shared : begin(revision);
    }
    if (first) {
      read(revision, reading.snapshot());
    }
    try {
      return reading.snapshot().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : e;
    }
  }

  /// Lets go of what nobody has asked for lately.
  void forgetOld() {
    synchronized (kept) {
      dropOld();
    }
  }

  private Reading begin(long revision) {
    Reading reading = new Reading(new CompletableFuture<>(), clock.millis());
    kept.put(revision, reading);
    dropExcess();
    return reading;
  }

  private void read(long revision, CompletableFuture<Snapshot> result) {
    try {
      StateBuilder state = new StateBuilder(reader, latest.current());
      Upstream.read(store, prefix, limits.listPage(), revision, state::add);
      result.complete(new Snapshot(revision, state.build()));
    } catch (CompactedException _) {
      forget(revision);
      result.completeExceptionally(CacheErrors.listExpired());
    } catch (RuntimeException e) {
      forget(revision);
      result.completeExceptionally(e);
    }
  }

  private void forget(long revision) {
    synchronized (kept) {
      kept.remove(revision);
    }
  }

  private void dropOld() {
    long oldest = clock.millis() - KEPT_FOR.toMillis();
    kept.values().removeIf(reading -> reading.atMillis() < oldest);
  }

  private void dropExcess() {
    Iterator<Long> revisions = kept.keySet().iterator();
    while (kept.size() > MAX_KEPT) {
      revisions.next();
      revisions.remove();
    }
  }

  /// Makes a state of what the store lists. Objects that are the same in the newest state are taken
  /// from there, so that they are in memory once. Used by one thread.
  static final class StateBuilder {
    private final ObjectReader reader;
    private final @Nullable Snapshot known;
    private final List<CachedObject> objects = new ArrayList<>();

    /// @param known objects of the same revision are taken from there
    StateBuilder(ObjectReader reader, @Nullable Snapshot known) {
      this.reader = reader;
      this.known = known;
    }

    void add(List<Store.Entry> entries) {
      for (Store.Entry entry : entries) {
        CachedObject same = same(entry);
        CachedObject object =
            same != null ? same : reader.read(entry.key(), entry.value(), entry.revision());
        if (object != null) {
          objects.add(object);
        }
      }
    }

    private @Nullable CachedObject same(Store.Entry entry) {
      NamespacedName key = known == null ? null : reader.key(entry.key());
      CachedObject object = known == null || key == null ? null : known.get(key);
      return object != null && object.revision() == entry.revision() ? object : null;
    }

    /// The store sorts by whole keys, in which a slash ends the namespace; we by namespace first.
    ObjectTree build() {
      objects.sort(Comparator.comparing(CachedObject::key));
      return ObjectTree.of(objects);
    }
  }
}
