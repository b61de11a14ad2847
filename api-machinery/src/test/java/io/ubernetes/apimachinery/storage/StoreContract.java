package io.ubernetes.apimachinery.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Listing;
import io.ubernetes.apimachinery.storage.Store.Watch;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Conflict;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds for every [Store]. Each test works under a prefix of its own, so that tests may share
/// one store; compaction concerns all of it, and is safe since tests run one after the other.
public abstract class StoreContract {
  /// Long enough for two slow cores under load; nobody waits that long when all is well.
  protected static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger TESTS = new AtomicInteger();

  protected String prefix = "";

  /// The store under test.
  protected abstract Store store();

  /// Closes the store, restarts all that stands behind it, and opens it again over the same data.
  protected abstract Store restarted() throws Exception;

  @BeforeEach
  void aPrefixOfItsOwn() {
    prefix = "/contract/" + TESTS.incrementAndGet() + "/";
  }

  // Reading and writing

  @Test
  void aKeyThatWasNeverWrittenIsNotThere() {
    assertThat(store().get(prefix + "none")).isEmpty();
  }

  @Test
  void whatIsCreatedCanBeReadWithItsRevision() {
    long before = store().currentRevision();
    long revision = create("a", "one");

    assertThat(before).isPositive();
    assertThat(revision).isGreaterThan(before);
    assertEntry(store().get(prefix + "a").orElseThrow(), "a", "one", revision);
    assertThat(store().currentRevision()).isEqualTo(revision);
  }

  @Test
  void creatingWhatExistsIsAConflictThatShowsTheCurrentEntry() {
    long revision = create("a", "one");

    Conflict conflict = conflict(store().create(prefix + "a", bytes("two")));

    assertEntry(conflict.current(), "a", "one", revision);
    assertThat(store().currentRevision()).isEqualTo(revision);
  }

  @Test
  void updatingNeedsTheRevisionOfTheLastWrite() {
    long created = create("a", "one");
    long updated = written(store().update(prefix + "a", bytes("two"), created));

    Conflict conflict = conflict(store().update(prefix + "a", bytes("three"), created));

    assertThat(updated).isGreaterThan(created);
    assertEntry(conflict.current(), "a", "two", updated);
    assertEntry(store().get(prefix + "a").orElseThrow(), "a", "two", updated);
  }

  @Test
  void updatingWhatIsNotThereIsAConflictWithNothing() {
    assertThat(conflict(store().update(prefix + "a", bytes("x"), 7)).current()).isNull();
  }

  @Test
  void noRevisionBelowTheFirstEverMatches() {
    assertThat(conflict(store().update(prefix + "a", bytes("x"), 0)).current()).isNull();
    assertThat(conflict(store().update(prefix + "a", bytes("x"), -1)).current()).isNull();
    assertThat(conflict(store().delete(prefix + "a", 0)).current()).isNull();
    assertThat(store().get(prefix + "a")).isEmpty();
    long revision = create("b", "one");
    assertEntry(conflict(store().delete(prefix + "b", 0)).current(), "b", "one", revision);
  }

  @Test
  void deletingNeedsTheRevisionOfTheLastWrite() {
    long created = create("a", "one");
    long updated = written(store().update(prefix + "a", bytes("two"), created));

    assertEntry(conflict(store().delete(prefix + "a", created)).current(), "a", "two", updated);
    long deleted = written(store().delete(prefix + "a", updated));

    assertThat(deleted).isGreaterThan(updated);
    assertThat(store().get(prefix + "a")).isEmpty();
    assertThat(conflict(store().delete(prefix + "a", updated)).current()).isNull();
    assertThat(store().currentRevision()).isEqualTo(deleted);
  }

  @Test
  void whatWasDeletedCanBeCreatedAgain() {
    long first = create("a", "one");
    written(store().delete(prefix + "a", first));

    long second = create("a", "two");

    assertThat(conflict(store().update(prefix + "a", bytes("x"), first)).current()).isNotNull();
    assertEntry(store().get(prefix + "a").orElseThrow(), "a", "two", second);
  }

  @Test
  void valuesOfAMegabyteAndEmptyValuesComeBackAsTheyWere() {
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    store().create(prefix + "large", large);
    store().create(prefix + "empty", new byte[0]);

    assertThat(store().get(prefix + "large").orElseThrow().value()).isEqualTo(large);
    assertThat(store().get(prefix + "empty").orElseThrow().value()).isEmpty();
    List<Entry> entries = store().list(prefix, null, 0, 0).entries();
    assertThat(entries).extracting(Entry::key).containsExactly(prefix + "empty", prefix + "large");
    assertThat(entries.getLast().value()).isEqualTo(large);
  }

  @Test
  void aValueThatIsTooLargeIsRefusedAndNothingIsWritten() {
    byte[] tooLarge = new byte[4 << 20];

    assertThatThrownBy(() -> store().create(prefix + "a", tooLarge))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("too large");
    assertThat(store().get(prefix + "a")).isEmpty();
  }

  @Test
  void keysMayHoldOddCharacters() {
    List<String> odd =
        List.of(
            "\u0000",
            " ",
            "%",
            "'; --",
            "*?[",
            "A",
            "\\",
            "_",
            "a\u0000b",
            "a/b",
            "\u007f",
            "\u00e9",
            "\ud7ff",
            "\uffff",
            "\ud83d\ude00");
    for (String key : odd) {
      create(key, key);
    }

    assertThat(store().list(prefix, null, 0, 0).entries())
        .extracting(entry -> entry.key().substring(prefix.length()))
        .containsExactlyElementsOf(odd); // In the order of their UTF-8 bytes.
    for (String key : odd) {
      assertThat(text(store().get(prefix + key).orElseThrow().value())).isEqualTo(key);
      assertThat(store().list(prefix + key, null, 1, 0).entries())
          .extracting(Entry::key)
          .containsExactly(prefix + key);
    }
  }

  @Test
  void keysThatAreNotTextAreRefused() {
    assertThatThrownBy(() -> store().create("", bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().create(prefix + "\ud800", bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().list(prefix + "\udc00x", null, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Listing

  @Test
  void aListIsSortedAndHoldsOnlyThePrefix() {
    long b = create("a/b", "2");
    long a = create("a/a", "1");
    create("a0", "outside");
    create("a", "outside");
    create("a.", "outside");

    Listing listing = store().list(prefix + "a/", null, 0, 0);

    assertThat(listing.entries()).hasSize(2);
    assertEntry(listing.entries().getFirst(), "a/a", "1", a);
    assertEntry(listing.entries().getLast(), "a/b", "2", b);
    assertThat(listing.revision()).isEqualTo(store().currentRevision());
    assertThat(listing.remaining()).isZero();
  }

  @Test
  void theEmptyPrefixIsEverything() {
    create("a", "1");
    create("\uffff", "2");

    assertThat(store().list("", null, 0, 0).entries())
        .extracting(Entry::key)
        .contains(prefix + "a", prefix + "\uffff");
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch watch = store().watch("", store().currentRevision(), watcher)) {
      long last = create("b", "3");
      awaitEvents(watcher, 1);
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= last);
    }
    assertThat(watcher.events()).extracting(Event::key).containsExactly(prefix + "b");
  }

  @Test
  void aListOfNothingStillTellsTheRevision() {
    long revision = create("a", "1");

    Listing listing = store().list(prefix + "none/", null, 0, 0);

    assertThat(listing.entries()).isEmpty();
    assertThat(listing.revision()).isEqualTo(revision);
    assertThat(listing.remaining()).isZero();
  }

  @Test
  void aLimitedListTellsHowManyRemain() {
    for (int i = 0; i < 10; i++) {
      create("k" + i, "v");
    }

    Listing first = store().list(prefix, null, 4, 0);
    Listing second = store().list(prefix, prefix + "k4", 4, first.revision());
    Listing third = store().list(prefix, prefix + "k8", 4, first.revision());
    Listing exact = store().list(prefix, null, 10, 0);

    assertThat(first.entries()).hasSize(4);
    assertThat(first.remaining()).isEqualTo(6);
    assertThat(second.entries().getFirst().key()).isEqualTo(prefix + "k4");
    assertThat(second.remaining()).isEqualTo(2);
    assertThat(third.entries()).hasSize(2);
    assertThat(third.remaining()).isZero();
    assertThat(exact.entries()).hasSize(10);
    assertThat(exact.remaining()).isZero();
  }

  @Test
  void theFirstKeyOfAListMayLieOutsideThePrefix() {
    create("b/1", "v");
    create("b/2", "v");

    assertThat(store().list(prefix + "b/", prefix + "a", 0, 0).entries()).hasSize(2);
    assertThat(store().list(prefix + "b/", prefix + "b/1\u0000", 0, 0).entries()).hasSize(1);
    assertThat(store().list(prefix + "b/", prefix + "c", 0, 0).entries()).isEmpty();
  }

  @Test
  void aListAtAnOldRevisionShowsTheOldState() {
    long created = create("a", "one");
    long other = create("b", "one");
    long updated = written(store().update(prefix + "a", bytes("two"), created));
    long deleted = written(store().delete(prefix + "b", other));

    assertThat(state(created)).containsExactly("a=one@" + created);
    assertThat(state(other)).containsExactly("a=one@" + created, "b=one@" + other);
    assertThat(state(updated)).containsExactly("a=two@" + updated, "b=one@" + other);
    assertThat(state(deleted)).containsExactly("a=two@" + updated);
    assertThat(state(0)).isEqualTo(state(deleted));
    assertThat(store().list(prefix, null, 0, created).revision()).isEqualTo(created);
  }

  @Test
  void aRevisionThatIsNotReachedYetCannotBeRead() {
    long newest = store().currentRevision();

    assertThatThrownBy(() -> store().list(prefix, null, 0, newest + 1_000))
        .isInstanceOf(StoreException.class)
        .isNotInstanceOf(CompactedException.class)
        .hasMessageContaining("future revision");
  }

  @Test
  void pagesAtOneRevisionAreOneStateWhileWritesGoOn() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      expected.add("k%03d=v@%d".formatted(i, create("k%03d".formatted(i), "v")));
    }
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Listing first = store().list(prefix, null, 7, 0);
      Future<?> writes = threads.submit(() -> churnUntil(done));
      try {
        assertThat(pagesAfter(first)).isEqualTo(expected);
      } finally {
        done.set(true);
      }
      writes.get();
    }
  }

  private List<String> pagesAfter(Listing first) {
    List<String> seen = new ArrayList<>(texts(first.entries()));
    Listing page = first;
    while (page.remaining() > 0) {
      String next = page.entries().getLast().key() + "\u0000";
      long remaining = page.remaining();
      page = store().list(prefix, next, 7, page.revision());
      seen.addAll(texts(page.entries()));
      assertThat(page.remaining()).isEqualTo(remaining - page.entries().size());
    }
    return seen;
  }

  private void churnUntil(AtomicBoolean done) {
    Random random = new Random(3);
    do {
      String key = prefix + "k%03d".formatted(random.nextInt(300));
      Entry entry = store().get(key).orElse(null);
      if (entry == null) {
        store().create(key, bytes("new"));
      } else if (random.nextBoolean()) {
        store().update(key, bytes("changed"), entry.revision());
      } else {
        store().delete(key, entry.revision());
      }
    } while (!done.get());
  }

  @Test
  void aListOfManyMegabytesIsComplete() {
    byte[] value = new byte[100_000];
    new Random(5).nextBytes(value);
    inParallel(180, i -> store().create(prefix + "k%04d".formatted(i), value));

    Listing listing = store().list(prefix, null, 0, 0);

    assertThat(listing.entries()).hasSize(180);
    assertThat(listing.entries()).allMatch(entry -> Arrays.equals(entry.value(), value));
    assertThat(listing.remaining()).isZero();
  }

  // Conflicting writers

  @Test
  void ofManyWhoCreateOneKeyExactlyOneWins() {
    List<WriteResult> results = inParallel(64, i -> store().create(prefix + "a", bytes("" + i)));

    assertThat(results).filteredOn(result -> result instanceof Written).hasSize(1);
    Entry entry = store().get(prefix + "a").orElseThrow();
    assertThat(results.get(Integer.parseInt(text(entry.value())))).isInstanceOf(Written.class);
    assertThat(results)
        .filteredOn(result -> result instanceof Conflict)
        .allSatisfy(result -> assertThat(conflict(result).current()).isNotNull());
  }

  @Test
  void ofManyWhoUpdateOneRevisionExactlyOneWins() {
    long revision = create("a", "start");
    for (int round = 0; round < 20; round++) {
      long expected = revision;
      List<WriteResult> results =
          inParallel(32, i -> store().update(prefix + "a", bytes("" + i), expected));
      List<WriteResult> wins = results.stream().filter(r -> r instanceof Written).toList();
      assertThat(wins).hasSize(1);
      revision = written(wins.getFirst());
      assertThat(store().get(prefix + "a").orElseThrow().revision()).isEqualTo(revision);
    }
  }

  @Test
  void aCounterRaisedByManyLosesNoStep() {
    create("counter", "0");
    inParallel(
        16,
        i -> {
          for (int step = 0; step < 10; step++) {
            raise(prefix + "counter");
          }
          return i;
        });

    assertThat(text(store().get(prefix + "counter").orElseThrow().value())).isEqualTo("160");
  }

  private void raise(String key) {
    Entry entry = store().get(key).orElseThrow();
    while (entry != null) {
      byte[] next = bytes("" + (Integer.parseInt(text(entry.value())) + 1));
      entry =
          switch (store().update(key, next, entry.revision())) {
            case Written written -> null;
            case Conflict conflict -> conflict.current();
          };
    }
  }

  // Watching

  @Test
  void aWatchFromAnOldRevisionSeesEveryChangeInOrderAndOnce() {
    long start = store().currentRevision();
    long revision = create("a", "0");
    List<Long> revisions = new ArrayList<>(List.of(revision));
    for (int i = 1; i < 300; i++) {
      revision = written(store().update(prefix + "a", bytes("" + i), revision));
      revisions.add(revision);
    }
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, start, watcher)) {
      for (int i = 300; i < 400; i++) {
        revision = written(store().update(prefix + "a", bytes("" + i), revision));
        revisions.add(revision);
      }
      awaitEvents(watcher, 400);
    }
    assertThat(watcher.events()).extracting(Event::revision).isEqualTo(revisions);
    assertThat(watcher.events())
        .extracting(event -> text(event.value()))
        .isEqualTo(IntStream.range(0, 400).mapToObj(Integer::toString).toList());
  }

  @Test
  void aWatchBeginsWithTheFirstChangeAfterItsRevision() {
    long first = create("a", "1");
    long second = create("b", "2");
    RecordingWatcher after = new RecordingWatcher();
    RecordingWatcher now = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, first, after);
        Watch _ = store().watch(prefix, second, now)) {
      long third = create("c", "3");
      awaitEvents(after, 2);
      awaitEvents(now, 1);
      assertThat(after.events()).extracting(Event::revision).containsExactly(second, third);
      assertThat(now.events()).extracting(Event::revision).containsExactly(third);
    }
  }

  @Test
  void aChangeCarriesTheEntryBeforeIt() {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, store().currentRevision(), watcher)) {
      assertEventsOfOneLife(watcher);
    }
  }

  @Test
  void aChangeThatIsReadFromHistoryCarriesTheEntryBeforeIt() {
    long start = store().currentRevision();
    RecordingWatcher live = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, start, live)) {
      assertEventsOfOneLife(live);
    }
    RecordingWatcher late = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, start, late)) {
      awaitEvents(late, 4);
      assertThat(late.events()).usingRecursiveComparison().isEqualTo(live.events());
    }
  }

  private void assertEventsOfOneLife(RecordingWatcher watcher) {
    long created = create("a", "one");
    long updated = written(store().update(prefix + "a", bytes("two"), created));
    long deleted = written(store().delete(prefix + "a", updated));
    long again = create("a", "three");
    awaitEvents(watcher, 4);
    List<Event> events = watcher.events();
    assertThat(events)
        .extracting(Event::revision)
        .containsExactly(created, updated, deleted, again);
    assertThat(events).extracting(Event::isDelete).containsExactly(false, false, true, false);
    assertThat(events).extracting(Event::key).containsOnly(prefix + "a");
    assertThat(events.get(0).previous()).isNull();
    assertThat(text(events.get(1).value())).isEqualTo("two");
    assertEntry(events.get(1).previous(), "a", "one", created);
    assertThat(events.get(2).value()).isNull();
    assertEntry(events.get(2).previous(), "a", "two", updated);
    assertThat(events.get(3).previous()).isNull();
  }

  @Test
  void aWatchSeesOnlyItsPrefix() {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix + "a/", store().currentRevision(), watcher)) {
      create("a0", "outside");
      create("a", "outside");
      create("b/1", "outside");
      create("a/1", "inside");
      create("a/\uffff", "inside");
      awaitEvents(watcher, 2);
    }
    assertThat(watcher.events())
        .extracting(Event::key)
        .containsExactly(prefix + "a/1", prefix + "a/\uffff");
  }

  @Test
  void manyWritersAreSeenByAWatchCompletely() {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, store().currentRevision(), watcher)) {
      List<Long> revisions =
          inParallel(
                  32, i -> IntStream.range(0, 50).mapToObj(j -> create(i + "-" + j, "v")).toList())
              .stream()
              .flatMap(List::stream)
              .sorted()
              .toList();
      awaitEvents(watcher, 1_600);
      assertThat(watcher.events()).extracting(Event::revision).isEqualTo(revisions);
    }
  }

  @Test
  void watchesThatBeginWhileWritesGoOnMissNothing() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong last = new AtomicLong(store().currentRevision());
    ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writes = threads.submit(() -> createUntil(done, last, revisions));
      try {
        for (int i = 0; i < 30; i++) {
          assertAWatchMissesNothing(last, revisions);
        }
      } finally {
        done.set(true);
      }
      writes.get();
    }
  }

  private void createUntil(
      AtomicBoolean done, AtomicLong last, ConcurrentLinkedQueue<Long> revisions) {
    for (int i = 0; !done.get(); i++) {
      long revision = create("k" + i, "v");
      revisions.add(revision);
      last.set(revision);
    }
  }

  private void assertAWatchMissesNothing(AtomicLong last, ConcurrentLinkedQueue<Long> revisions) {
    long after = last.get();
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, after, watcher)) {
      await().atMost(PATIENCE).until(() -> watcher.lastRevision() >= after + 20);
    }
    long reached = watcher.lastRevision();
    await().atMost(PATIENCE).until(() -> last.get() >= reached);
    assertThat(watcher.events())
        .extracting(Event::revision)
        .isEqualTo(revisions.stream().filter(r -> r > after && r <= reached).toList());
  }

  @Test
  void aSlowWatcherStillSeesEveryChangeOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RecordingWatcher recorded = new RecordingWatcher();
    Store.Watcher slow =
        new Store.Watcher() {
          @Override
          public void onEvents(List<Event> events) {
            awaitUninterruptibly(release);
            recorded.onEvents(events);
          }

          @Override
          public void onProgress(long revision) {
            recorded.onProgress(revision);
          }

          @Override
          public void onError(StoreException error) {
            recorded.onError(error);
          }
        };
    try (Watch watch = store().watch(prefix, store().currentRevision(), slow)) {
      inParallel(32, i -> IntStream.range(0, 150).mapToObj(j -> create(i + "-" + j, "v")).toList());
      watch.requestProgress();
      release.countDown();
      awaitEvents(recorded, 4_800);
      long newest = store().currentRevision();
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> recorded.progress() >= newest);
    }
    assertThat(recorded.events()).hasSize(4_800);
  }

  @Test
  void progressComesWhenAskedForAndBehindAllChanges() {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch watch = store().watch(prefix, store().currentRevision(), watcher)) {
      for (int round = 0; round < 10; round++) {
        int events = 20 * (round + 1);
        inParallel(20, i -> create("k" + events + "-" + i, "v"));
        long newest = store().currentRevision();
        watch.requestProgress();
        await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
        assertThat(watcher.events()).hasSize(events);
      }
    }
  }

  @Test
  void progressComesToAWatchWithoutChanges() {
    RecordingWatcher watcher = new RecordingWatcher();
    long start = store().currentRevision();
    create("outside", "v");
    try (Watch watch = store().watch(prefix + "none/", start, watcher)) {
      long newest = create("outside-again", "v");
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
      long later = create("outside-once-more", "v");
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= later);
    }
    assertThat(watcher.events()).isEmpty();
  }

  @Test
  void progressOfAWatchThatCatchesUpComesBehindTheOldChanges() {
    long start = store().currentRevision();
    inParallel(16, i -> IntStream.range(0, 100).mapToObj(j -> create(i + "-" + j, "v")).toList());
    long newest = store().currentRevision();
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch watch = store().watch(prefix, start, watcher)) {
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
      assertThat(watcher.events()).hasSize(1_600);
    }
  }

  @Test
  void nothingIsDeliveredAfterClose() {
    RecordingWatcher watcher = new RecordingWatcher();
    RecordingWatcher other = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, store().currentRevision(), other)) {
      Watch watch = store().watch(prefix, store().currentRevision(), watcher);
      create("a", "1");
      awaitEvents(watcher, 1);
      watch.close();
      watch.requestProgress();
      create("b", "2");
      awaitEvents(other, 2);
      watch.close();
    }
    assertThat(watcher.events()).hasSize(1);
    assertThat(watcher.error()).isNull();
  }

  @Test
  void aWatcherMayCloseItsWatchFromInside() {
    CompletableFuture<Watch> watch = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    Store.Watcher closing =
        new Store.Watcher() {
          @Override
          public void onEvents(List<Event> events) {
            calls.incrementAndGet();
            watch.join().close();
          }

          @Override
          public void onProgress(long revision) {
            calls.incrementAndGet();
          }

          @Override
          public void onError(StoreException error) {
            calls.incrementAndGet();
          }
        };
    RecordingWatcher other = new RecordingWatcher();
    long start = store().currentRevision();
    try (Watch _ = store().watch(prefix, start, other)) {
      watch.complete(store().watch(prefix, start, closing));
      create("a", "1");
      await().atMost(PATIENCE).until(() -> calls.get() == 1);
      create("b", "2");
      awaitEvents(other, 2);
      watch.join().requestProgress();
      watch.join().close();
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void aThousandWatchersEachSeeTheirPrefix() {
    List<RecordingWatcher> watchers = new ArrayList<>();
    List<Watch> watches = new ArrayList<>();
    long start = store().currentRevision();
    try {
      for (int i = 0; i < 1_000; i++) {
        RecordingWatcher watcher = new RecordingWatcher();
        watchers.add(watcher);
        watches.add(store().watch(prefix + i + "/", start, watcher));
      }
      inParallel(
          50, i -> IntStream.range(0, 20).mapToObj(j -> create((50 * j + i) + "/a", "v")).toList());
      await()
          .atMost(PATIENCE)
          .until(() -> watchers.stream().noneMatch(watcher -> watcher.events().isEmpty()));
    } finally {
      watches.forEach(Watch::close);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(watchers.get(i).events())
          .extracting(Event::key)
          .containsExactly(prefix + i + "/a");
    }
  }

  // Compaction

  @Test
  void whatWasCompactedCanNeitherBeReadNorWatched() {
    long first = create("a", "one");
    long second = written(store().update(prefix + "a", bytes("two"), first));
    long third = written(store().update(prefix + "a", bytes("three"), second));
    store().compact(second);

    assertThatThrownBy(() -> store().list(prefix, null, 0, first))
        .isInstanceOfSatisfying(
            CompactedException.class,
            e -> assertThat(e.compactRevision()).isGreaterThan(first).isLessThanOrEqualTo(second));
    assertThat(state(second)).containsExactly("a=two@" + second);
    assertThat(state(0)).containsExactly("a=three@" + third);
    RecordingWatcher tooOld = new RecordingWatcher();
    RecordingWatcher kept = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, first, tooOld);
        Watch _ = store().watch(prefix, second, kept)) {
      await().atMost(PATIENCE).until(() -> tooOld.error() != null);
      awaitEvents(kept, 1);
    }
    assertThat(tooOld.error())
        .isInstanceOfSatisfying(
            CompactedException.class, e -> assertThat(e.compactRevision()).isEqualTo(second));
    assertThat(tooOld.events()).isEmpty();
    assertThat(kept.error()).isNull();
    assertThat(kept.events()).extracting(Event::revision).containsExactly(third);
  }

  @Test
  void everythingCanBeWatchedAndReadUntilItIsCompacted() {
    long created = create("a", "one");
    long deleted = written(store().delete(prefix + "a", created));
    store().compact(created);

    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, created, watcher)) {
      awaitEvents(watcher, 1);
    }
    assertThat(watcher.events().getFirst().isDelete()).isTrue();
    assertThat(watcher.events().getFirst().revision()).isEqualTo(deleted);
    assertThat(state(created)).containsExactly("a=one@" + created);
  }

  @Test
  void aDeletionAtTheCompactedRevisionIsRefusedAndNotSkipped() {
    long created = create("a", "one");
    long deleted = written(store().delete(prefix + "a", created));
    store().compact(deleted);

    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, created, watcher)) {
      await().atMost(PATIENCE).until(() -> watcher.error() != null);
    }
    assertThat(watcher.error()).isInstanceOf(CompactedException.class);
  }

  @Test
  void compactingAgainOrEarlierChangesNothingAndTheFutureCannotBeCompacted() {
    long first = create("a", "one");
    long second = create("b", "two");
    store().compact(second);
    store().compact(second);
    store().compact(first);

    assertThat(state(second)).containsExactly("a=one@" + first, "b=two@" + second);
    assertThatThrownBy(() -> store().compact(second + 1_000)).isInstanceOf(StoreException.class);
    assertThat(state(second)).hasSize(2);
  }

  @Test
  void compactionDoesNotDisturbWatchesAndListsThatAreNew() {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store().watch(prefix, store().currentRevision(), watcher)) {
      long revision = create("a", "0");
      for (int i = 1; i < 200; i++) {
        revision = written(store().update(prefix + "a", bytes("" + i), revision));
        if (i % 20 == 0) {
          int seen = i + 1;
          awaitEvents(watcher, seen);
          store().compact(revision);
        }
        assertThat(store().list(prefix, null, 0, 0).entries()).hasSize(1);
      }
      awaitEvents(watcher, 200);
    }
    assertThat(watcher.error()).isNull();
  }

  // Restarting

  @Test
  void aRestartKeepsAllAndTheRevisionGoesOn() throws Exception {
    long first = create("a", "one");
    long second = create("b", "two");
    long third = written(store().update(prefix + "a", bytes("three"), first));
    long fourth = written(store().delete(prefix + "b", second));

    Store again = restarted();

    assertThat(again.currentRevision()).isGreaterThanOrEqualTo(fourth);
    assertThat(state(0)).containsExactly("a=three@" + third);
    assertThat(state(second)).containsExactly("a=one@" + first, "b=two@" + second);
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = again.watch(prefix, first, watcher)) {
      assertThat(create("c", "four")).isGreaterThan(fourth);
      awaitEvents(watcher, 4);
    }
  }

  @Test
  void theRevisionDoesNotGoBackWhenTheLastChangeWasCompacted() throws Exception {
    long created = create("a", "one");
    long deleted = written(store().delete(prefix + "a", created));
    store().compact(deleted);
    // What is compacted is swept in the background, before a write that comes later.
    Store again = restarted();

    assertThat(again.currentRevision()).isGreaterThanOrEqualTo(deleted);
    assertThat(create("b", "two")).isGreaterThan(deleted);
    assertThatThrownBy(() -> again.list(prefix, null, 0, created))
        .isInstanceOf(CompactedException.class);
  }

  @Test
  void aStoreThatIsClosedAnswersWithAnException() throws Exception {
    RecordingWatcher watcher = new RecordingWatcher();
    Store store = store();
    store.watch(prefix, store.currentRevision(), watcher);
    store.close();

    assertThatThrownBy(() -> store.get(prefix + "a")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.list(prefix, null, 0, 0)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.create(prefix + "a", bytes("x")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(store::currentRevision).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.watch(prefix, 1, watcher)).isInstanceOf(StoreException.class);
    store.close();
    Store again = restarted();
    assertThat(again.get(prefix + "a")).isEmpty();
    assertThat(watcher.error()).isNull();
  }

  // Helpers

  protected final long create(String key, String value) {
    return written(store().create(prefix + key, bytes(value)));
  }

  /// The entries under the prefix as `key=value@revision`.
  protected final List<String> state(long atRevision) {
    return texts(store().list(prefix, null, 0, atRevision).entries());
  }

  private List<String> texts(List<Entry> entries) {
    return entries.stream()
        .map(e -> e.key().substring(prefix.length()) + "=" + text(e.value()) + "@" + e.revision())
        .toList();
  }

  private void assertEntry(@Nullable Entry entry, String key, String value, long revision) {
    assertThat(Objects.requireNonNull(entry).key()).isEqualTo(prefix + key);
    assertThat(text(entry.value())).isEqualTo(value);
    assertThat(entry.revision()).isEqualTo(revision);
  }

  protected static void awaitEvents(RecordingWatcher watcher, int count) {
    await().atMost(PATIENCE).until(() -> watcher.events().size() >= count);
    assertThat(watcher.events()).hasSize(count);
  }

  protected static long written(WriteResult result) {
    assertThat(result).isInstanceOf(Written.class);
    return ((Written) result).revision();
  }

  protected static Conflict conflict(WriteResult result) {
    assertThat(result).isInstanceOf(Conflict.class);
    return (Conflict) result;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  protected static String text(byte @Nullable [] bytes) {
    return new String(Objects.requireNonNull(bytes), UTF_8);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs a task for 0, 1, ... at the same time and returns what each returned.
  protected static <T> List<T> inParallel(int tasks, Task<T> task) {
    CountDownLatch together = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        int number = i;
        Callable<T> call =
            () -> {
              together.await();
              return task.run(number);
            };
        running.add(threads.submit(call));
      }
      together.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// One of several tasks that run at the same time.
  protected interface Task<T> {
    T run(int number) throws Exception;
  }
}
