package io.ubernetes.apimachinery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Watch;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.api.Test;

/// What holds for the watches of every [Store], and for compaction, which ends them.
public abstract class WatchContract extends StoreTests {
  protected WatchContract(StoreSubject subject) {
    super(subject);
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
      eventually(() -> watcher.lastRevision() >= after + 20);
    }
    long reached = watcher.lastRevision();
    eventually(() -> last.get() >= reached);
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
      eventually(() -> recorded.progress() >= newest);
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
        eventually(() -> watcher.progress() >= newest);
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
      eventually(() -> watcher.progress() >= newest);
      long later = create("outside-once-more", "v");
      watch.requestProgress();
      eventually(() -> watcher.progress() >= later);
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
      eventually(() -> watcher.progress() >= newest);
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
      eventually(() -> calls.get() == 1);
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
      eventually(() -> watchers.stream().noneMatch(watcher -> watcher.events().isEmpty()));
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
      eventually(() -> tooOld.error() != null);
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
      eventually(() -> watcher.error() != null);
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
}
