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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What holds for every [Store]: reading, writing, listing, restarting. Watches and compaction are
/// in [WatchContract].
public abstract class StoreContract extends StoreTests {
  protected StoreContract(StoreSubject subject) {
    super(subject);
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
    assertThat(listing.more()).isFalse();
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
      eventually(() -> watcher.progress() >= last);
    }
    assertThat(watcher.events()).extracting(Event::key).containsExactly(prefix + "b");
  }

  @Test
  void aListOfNothingStillTellsTheRevision() {
    long revision = create("a", "1");

    Listing listing = store().list(prefix + "none/", null, 0, 0);

    assertThat(listing.entries()).isEmpty();
    assertThat(listing.revision()).isEqualTo(revision);
    assertThat(listing.more()).isFalse();
  }

  @Test
  void aLimitedListTellsWhetherThereIsMore() {
    for (int i = 0; i < 10; i++) {
      create("k" + i, "v");
    }

    Listing first = store().list(prefix, null, 4, 0);
    Listing second = store().list(prefix, prefix + "k4", 4, first.revision());
    Listing third = store().list(prefix, prefix + "k8", 4, first.revision());
    Listing exact = store().list(prefix, null, 10, 0);

    assertThat(first.entries()).hasSize(4);
    assertThat(first.more()).isTrue();
    assertThat(second.entries().getFirst().key()).isEqualTo(prefix + "k4");
    assertThat(second.more()).isTrue();
    assertThat(third.entries()).hasSize(2);
    assertThat(third.more()).isFalse();
    assertThat(exact.entries()).hasSize(10);
    assertThat(exact.more()).isFalse();
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
    while (page.more()) {
      String next = page.entries().getLast().key() + "\u0000";
      page = store().list(prefix, next, 7, page.revision());
      seen.addAll(texts(page.entries()));
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
    assertThat(listing.more()).isFalse();
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
}
