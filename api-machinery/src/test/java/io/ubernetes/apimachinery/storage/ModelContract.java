package io.ubernetes.apimachinery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Listing;
import io.ubernetes.apimachinery.storage.Store.Watch;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Conflict;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Compares a [Store] with a plain model, the whole state at every revision, over random steps. A
/// failure names its seed; `-Dstore.seed=N` repeats it.
public abstract class ModelContract extends StoreTests {
  private static final int STEPS = 1_500;
  private static final int RESTARTS = 2;
  private static final List<String> FOLDERS = List.of("", "a", "a/", "a/b/", "b/", "c");

  private final long seed = Long.getLong("store.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /// The state after each revision at which it changed.
  private final TreeMap<Long, NavigableMap<String, Entry>> states = new TreeMap<>();

  private final List<Event> changes = new ArrayList<>();
  private final List<OpenWatch> watches = new ArrayList<>();
  private long compacted;

  protected ModelContract(StoreSubject subject) {
    super(subject);
  }

  @Test
  void behavesAsAModelOverRandomSteps() {
    System.out.println(getClass().getSimpleName() + ": seed " + seed);
    try {
      compacted = store().currentRevision();
      states.put(compacted, new TreeMap<>());
      store().compact(compacted);
      for (int i = 1; i <= STEPS; i++) {
        step();
        if (i % (STEPS / (RESTARTS + 1)) == 0) {
          checkAndForgetWatches();
          restarted();
        }
      }
      checkAndForgetWatches();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + " (-Dstore.seed=" + seed + " repeats it)", e);
    } finally {
      watches.forEach(open -> open.watch.close());
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 30) {
      create();
    } else if (dice < 50) {
      update();
    } else if (dice < 65) {
      delete();
    } else if (dice < 75) {
      get();
    } else if (dice < 90) {
      list();
    } else if (dice < 95) {
      watch();
    } else if (dice < 98) {
      requestProgress();
    } else {
      compact();
    }
  }

  private void create() {
    String key = randomKey();
    byte[] value = randomValue();
    check(store().create(key, value), newest().get(key) == null, key, value);
  }

  private void update() {
    String key = randomKey();
    byte[] value = randomValue();
    long expected = randomExpectation(key);
    check(store().update(key, value, expected), holds(key, expected), key, value);
  }

  private void delete() {
    String key = randomKey();
    long expected = randomExpectation(key);
    check(store().delete(key, expected), holds(key, expected), key, null);
  }

  private void check(WriteResult result, boolean expected, String key, byte @Nullable [] value) {
    Entry current = newest().get(key);
    switch (result) {
      case Written(long revision) -> {
        assertThat(expected).as("written: %s", key).isTrue();
        assertThat(revision).isGreaterThan(states.lastKey());
        record(key, value, revision, current);
      }
      case Conflict(Entry shown) -> {
        assertThat(expected).as("conflict: %s", key).isFalse();
        assertThat(shown).usingRecursiveComparison().isEqualTo(current);
      }
    }
  }

  private void record(String key, byte @Nullable [] value, long revision, @Nullable Entry before) {
    NavigableMap<String, Entry> state = new TreeMap<>(newest());
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, new Entry(key, value, revision));
    }
    states.put(revision, state);
    changes.add(new Event(key, value, revision, before));
  }

  private void get() {
    String key = randomKey();
    assertThat(store().get(key).orElse(null))
        .usingRecursiveComparison()
        .isEqualTo(newest().get(key));
  }

  private void list() {
    String folder = randomFolder();
    String from = random.nextBoolean() ? null : randomKey();
    int limit = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(8);
    long revision = random.nextBoolean() ? 0 : randomRevision();
    if (revision > 0 && revision < compacted) {
      assertThatThrownBy(() -> store().list(folder, from, limit, revision))
          .isInstanceOf(CompactedException.class);
      return;
    }
    Listing listing = store().list(folder, from, limit, revision);
    NavigableMap<String, Entry> state =
        revision == 0 ? newest() : states.floorEntry(revision).getValue();
    List<Entry> expected =
        state.values().stream()
            .filter(
                e -> e.key().startsWith(folder) && (from == null || e.key().compareTo(from) >= 0))
            .toList();
    int size = limit == 0 ? expected.size() : Math.min(limit, expected.size());
    assertThat(listing.entries())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(expected.subList(0, size));
    if (size < expected.size() || knowsItsEnd()) {
      assertThat(listing.more()).isEqualTo(size < expected.size());
    }
    assertThat(listing.revision()).isGreaterThanOrEqualTo(Math.max(revision, compacted));
  }

  private void watch() {
    String folder = randomFolder();
    long after = randomRevision();
    RecordingWatcher watcher = new RecordingWatcher();
    Watch watch = store().watch(folder, after, watcher);
    if (after >= compacted) {
      watches.add(new OpenWatch(folder, after, watcher, watch));
      return;
    }
    eventually(() -> watcher.error() != null);
    assertThat(watcher.error()).isInstanceOf(CompactedException.class);
    assertThat(watcher.events()).isEmpty();
    watch.close();
  }

  private void requestProgress() {
    if (!watches.isEmpty()) {
      watches.get(random.nextInt(watches.size())).watch.requestProgress();
    }
  }

  private void compact() {
    long revision = randomRevision();
    if (revision >= compacted) {
      watches.forEach(this::checkComplete); // One that lags may rightly be told "compacted".
    }
    store().compact(revision);
    compacted = Math.max(compacted, revision);
  }

  private void checkAndForgetWatches() {
    for (OpenWatch open : watches) {
      checkComplete(open);
      open.watch.close();
    }
    watches.clear();
  }

  private void checkComplete(OpenWatch open) {
    long newest = store().currentRevision();
    open.watch.requestProgress();
    eventually(() -> open.watcher.progress() >= newest);
    List<Event> expected =
        changes.stream()
            .filter(e -> e.revision() > open.after && e.key().startsWith(open.folder))
            .toList();
    assertThat(open.watcher.events())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(expected);
    assertThat(open.watcher.error()).isNull();
  }

  private NavigableMap<String, Entry> newest() {
    return states.lastEntry().getValue();
  }

  private boolean holds(String key, long expected) {
    Entry current = newest().get(key);
    return current != null && current.revision() == expected;
  }

  private long randomExpectation(String key) {
    Entry current = newest().get(key);
    return current == null || random.nextInt(4) == 0 ? randomRevision() : current.revision();
  }

  /// One at which something happened, or where this began; rather a new one.
  private long randomRevision() {
    List<Long> known = List.copyOf(states.keySet());
    int back = (int) Math.abs(random.nextGaussian() * 40);
    return known.get(Math.max(0, known.size() - 1 - back));
  }

  private String randomFolder() {
    return prefix + FOLDERS.get(random.nextInt(FOLDERS.size()));
  }

  private String randomKey() {
    return randomFolder() + (char) ('a' + random.nextInt(6));
  }

  private byte[] randomValue() {
    byte[] value = new byte[random.nextInt(50)];
    random.nextBytes(value);
    return value;
  }

  private record OpenWatch(String folder, long after, RecordingWatcher watcher, Watch watch) {}
}
