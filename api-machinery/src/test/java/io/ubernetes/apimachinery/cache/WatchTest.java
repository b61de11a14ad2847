package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What watchers are given.
class WatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryStore store = new MemoryStore();
  private final TestObjects objects = TestObjects.configMaps(store);
  private WatchCache cache = cache(CacheLimits.DEFAULT);

  @BeforeEach
  void start() {
    cache.start();
    assertThat(cache.awaitReady(LONG)).isTrue();
  }

  @AfterEach
  void close() {
    cache.close();
    store.close();
  }

  private WatchCache cache(CacheLimits limits) {
    return new WatchCache(store, objects.type(), InstantSource.system(), limits);
  }

  private void restart(CacheLimits limits) {
    cache.close();
    cache = cache(limits);
    start();
  }

  @Test
  void aWatchFromAnOldRevisionSeesEveryChangeInOrder() {
    objects.put("a", "x", Map.of());
    objects.put("b", "y", Map.of());
    objects.put("a", "x", Map.of("k", "v"));
    cache.fresh(LONG);

    RecordingSink sink = watch(after(2));
    objects.delete("b", "y");

    awaitTexts(sink, "ADDED b/y@3", "MODIFIED a/x@4", "DELETED b/y@5");
    assertThat(sink.events().getLast().object().tree().at("/metadata/resourceVersion").asString())
        .isEqualTo("5");
  }

  @Test
  void aWatchFromARevisionToComeSkipsWhatIsBeforeIt() {
    RecordingSink sink = watch(after(3));

    objects.put("a", "x", Map.of());
    objects.put("a", "y", Map.of());
    objects.put("a", "z", Map.of());

    awaitTexts(sink, "ADDED a/z@4");
  }

  @Test
  void whatIsBeforeTheHistoryHasExpired() {
    objects.put("a", "x", Map.of());
    restart(CacheLimits.DEFAULT);

    RecordingSink sink = watch(after(1));

    ApiException error = sink.awaitError();
    assertThat(error.status())
        .isEqualTo(ApiException.expired("too old resource version: 1 (2)").status());
    assertThat(error.code()).isEqualTo(410);
  }

  @Test
  void theHistoryIsBoundedByCountAndByBytes() {
    restart(CacheLimits.DEFAULT.withHistory(0, 10, 1 << 20));
    for (int i = 0; i < 30; i++) {
      objects.put("a", "x", Map.of());
    }
    cache.fresh(LONG);
    assertThat(cache.stats().historyChanges()).isEqualTo(10);

    restart(CacheLimits.DEFAULT.withHistory(1_000, 1_000, 10_000));
    String large = "l".repeat(4_000);
    for (int i = 0; i < 10; i++) {
      objects.put("a", large.substring(i), Map.of());
      objects.delete("a", large.substring(i));
    }
    cache.fresh(LONG);
    assertThat(cache.stats().historyChanges()).isBetween(1, 5);
  }

  @Test
  void anObjectThatLeavesTheSelectionIsDeletedAndOneThatEntersIsAdded() {
    objects.put("a", "x", Map.of("team", "red"));
    cache.fresh(LONG);
    RecordingSink sink =
        watch(after(2).selecting(LabelSelector.parse("team=red"), FieldSelector.everything()));

    objects.put("a", "x", Map.of("team", "red", "n", "1"));
    objects.put("a", "x", Map.of("team", "blue", "n", "2"));
    objects.put("a", "x", Map.of("team", "blue", "n", "3"));
    objects.put("a", "x", Map.of("team", "red", "n", "4"));
    objects.delete("a", "x");

    awaitTexts(sink, "MODIFIED a/x@3", "DELETED a/x@4", "ADDED a/x@6", "DELETED a/x@7");
    List<WatchEvent> events = sink.events();
    assertThat(events.get(1).object().labels()).isEqualTo(Map.of("team", "red", "n", "1"));
    assertThat(events.get(3).object().labels()).isEqualTo(Map.of("team", "red", "n", "4"));
  }

  @Test
  void watchersOfNamespacesAndNamesSeeTheirOwnOnly() {
    RecordingSink all = watch(after(1));
    RecordingSink inA = watch(after(1).inNamespace("a"));
    RecordingSink oneInA = watch(after(1).inNamespace("a").named("x"));
    RecordingSink byField =
        watch(
            after(1)
                .selecting(
                    LabelSelector.everything(),
                    FieldSelector.parse("metadata.name=x,metadata.namespace=b")));
    RecordingSink anyX = watch(after(1).named("x"));
    RecordingSink contradiction =
        watch(
            after(1)
                .inNamespace("a")
                .selecting(
                    LabelSelector.everything(), FieldSelector.parse("metadata.namespace=b")));

    objects.put("a", "x", Map.of());
    objects.put("a", "y", Map.of());
    objects.put("b", "x", Map.of());
    objects.put("b", "y", Map.of());

    awaitTexts(all, "ADDED a/x@2", "ADDED a/y@3", "ADDED b/x@4", "ADDED b/y@5");
    awaitTexts(inA, "ADDED a/x@2", "ADDED a/y@3");
    awaitTexts(oneInA, "ADDED a/x@2");
    awaitTexts(byField, "ADDED b/x@4");
    awaitTexts(anyX, "ADDED a/x@2", "ADDED b/x@4");
    assertThat(contradiction.batches()).isZero();
  }

  @Test
  void clusterScopedObjectsAreWatchedByName() {
    TestObjects namespaces = new TestObjects(store, TestObjects.type("namespaces"));
    try (WatchCache namespaceCache = new WatchCache(store, namespaces.type())) {
      namespaceCache.start();
      assertThat(namespaceCache.awaitReady(LONG)).isTrue();
      RecordingSink sink = new RecordingSink();
      namespaceCache.watch(after(1).named("x"), sink);
      namespaces.put("", "y", Map.of());
      namespaces.put("", "x", Map.of());
      awaitTexts(sink, "ADDED x@3");
    }
  }

  @Test
  void allWatchersAreGivenTheSameBytes() {
    RecordingSink one = watch(after(1));
    RecordingSink other = watch(after(1).inNamespace("a"));
    objects.put("a", "x", Map.of());
    awaitTexts(one, "ADDED a/x@2");
    awaitTexts(other, "ADDED a/x@2");

    List<byte[]> frame = one.events().getFirst().frame();
    assertThat(frame).isSameAs(other.events().getFirst().frame());
    assertThat(frame.get(1)).isSameAs(one.events().getFirst().object().body());
    assertThat(joined(frame))
        .isEqualTo(
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
                + "\"metadata\":{\"resourceVersion\":\"2\",\"namespace\":\"a\",\"name\":\"x\"}}}\n");
  }

  @Test
  void aWatchWithoutARevisionBeginsWithTheState() {
    objects.put("a", "x", Map.of());
    objects.put("b", "y", Map.of());

    RecordingSink sink = watch(state(WatchRequest.Start.State.MOST_RECENT, false));
    awaitTexts(sink, "ADDED a/x@2", "ADDED b/y@3");
    objects.put("a", "x", Map.of());

    awaitTexts(sink, "ADDED a/x@2", "ADDED b/y@3", "MODIFIED a/x@4");
  }

  @Test
  void theInitialEventsEndWithAMark() {
    objects.put("a", "x", Map.of());
    objects.put("b", "y", Map.of());
    cache.fresh(LONG);

    RecordingSink sink = watch(state(3, true).inNamespace("a").withBookmarks());
    awaitTexts(sink, "ADDED a/x@2", "BOOKMARK @3");
    objects.put("a", "z", Map.of());

    awaitTexts(sink, "ADDED a/x@2", "BOOKMARK @3", "ADDED a/z@4");
    assertThat(joined(sink.events().get(1).frame()))
        .isEqualTo(
            "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
                + "\"metadata\":{\"resourceVersion\":\"3\","
                + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}\n");
  }

  @Test
  void aLargeStateIsDeliveredInPiecesAndFollowedByWhatChangedMeanwhile() {
    for (int i = 0; i < 1_000; i++) {
      objects.put("a", "o" + (1_000 + i), Map.of());
    }
    cache.fresh(LONG);
    CountDownLatch room = new CountDownLatch(1);
    RecordingSink events = new RecordingSink();
    WatchSink slowAtFirst =
        new WatchSink() {
          @Override
          public boolean offer(List<WatchEvent> offered) {
            return events.offer(offered);
          }

          @Override
          public void awaitRoom() throws InterruptedException {
            if (events.batches() > 0) {
              room.await();
            }
          }

          @Override
          public void expired(ApiException error) {
            events.expired(error);
          }

          @Override
          public void end() {
            events.end();
          }
        };
    cache.watch(state(WatchRequest.Start.State.ANY, false), slowAtFirst);
    await().until(() -> events.batches() == 1);
    for (int i = 0; i < 500; i++) {
      objects.put("b", "x", Map.of());
    }
    cache.fresh(LONG);
    room.countDown();

    await().atMost(LONG).until(() -> events.events().size() == 1_500);
    assertThat(events.texts().get(999)).isEqualTo("ADDED a/o1999@1001");
    assertThat(events.texts().get(1_000)).isEqualTo("ADDED b/x@1002");
    assertThat(events.texts().getLast()).isEqualTo("MODIFIED b/x@1501");
    assertThat(events.events()).extracting(e -> e.object().revision()).isSorted();
  }

  @Test
  void aWatchFromNowBeginsWithTheNextChange() {
    objects.put("a", "x", Map.of());
    cache.fresh(LONG);
    RecordingSink sink = watch(WatchRequest.from(new WatchRequest.Start.Now()));
    await().until(() -> cache.stats().watchers() == 1);
    objects.put("a", "y", Map.of());
    awaitTexts(sink, "ADDED a/y@3");
  }

  @Test
  void aStateThatIsStillToComeIsAnErrorOfTheWatch() {
    RecordingSink sink = watch(state(1_000, true));
    ApiException error = sink.awaitError();
    assertThat(error.code()).isEqualTo(504);
  }

  @Test
  void bookmarksComeByThemselvesWithRevisionsOfOtherTypesToo() {
    restart(CacheLimits.DEFAULT.withBookmarkInterval(Duration.ofMillis(20)));
    RecordingSink sink = watch(after(1).withBookmarks());
    RecordingSink without = watch(after(1));
    long revision = new TestObjects(store, TestObjects.type("secrets")).put("a", "s", Map.of());

    await().until(() -> sink.texts().contains("BOOKMARK @" + revision));
    assertThat(without.batches()).isZero();
    assertThat(joined(sink.events().getLast().frame()))
        .isEqualTo(
            "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
                + "\"metadata\":{\"resourceVersion\":\"2\"}}}\n");
  }

  @Test
  void aBookmarkIsGivenWhenItIsAskedFor() {
    RecordingSink sink = new RecordingSink();
    Subscription subscription = cache.watch(after(1).withBookmarks(), sink);
    Subscription without = cache.watch(after(1), new RecordingSink());
    objects.put("a", "x", Map.of());
    // Before the store is watched a bookmark tells of what is known.
    awaitTexts(sink, "ADDED a/x@2");
    long revision = new TestObjects(store, TestObjects.type("secrets")).put("a", "s", Map.of());

    subscription.bookmark();
    without.bookmark();

    awaitTexts(sink, "ADDED a/x@2", "BOOKMARK @" + revision);
  }

  @Test
  void aBookmarkIsGivenAlsoWhileTheStoreDoesNotAnswer() {
    RecordingSink sink = new RecordingSink();
    Subscription subscription = cache.watch(after(1).withBookmarks(), sink);
    await().until(() -> cache.stats().watchers() == 1);
    store.refuseWatches();
    store.breakWatches();
    await().until(() -> store.watches() == 0);

    await()
        .until(() -> {
          subscription.bookmark();
          return sink.texts().contains("BOOKMARK @1");
        });
  }

  @Test
  void aWatcherThatIsTooSlowIsEndedAndTheOthersGoOn() {
    RecordingSink slow = new RecordingSink(1);
    cache.watch(after(1), slow);
    RecordingSink other = watch(after(1));
    objects.put("a", "x", Map.of());
    awaitTexts(other, "ADDED a/x@2");
    objects.put("a", "y", Map.of());

    await().until(slow::ended);
    awaitTexts(other, "ADDED a/x@2", "ADDED a/y@3");
    assertThat(slow.texts()).containsExactly("ADDED a/x@2");
    await().until(() -> cache.stats().watchers() == 1);
  }

  @Test
  void aWatcherThatFailsIsEndedAndTheOthersGoOn() {
    WatchSink failing =
        new WatchSink() {
          @Override
          public boolean offer(List<WatchEvent> events) {
            throw new IllegalStateException("fails on purpose");
          }

          @Override
          public void expired(ApiException error) {}

          @Override
          public void end() {
            throw new IllegalStateException("fails on purpose");
          }
        };
    cache.watch(after(1), failing);
    RecordingSink other = watch(after(1));
    objects.put("a", "x", Map.of());
    awaitTexts(other, "ADDED a/x@2");
    await().until(() -> cache.stats().watchers() == 1);
  }

  @Test
  void aClosedSubscriptionGetsNothingMore() {
    RecordingSink sink = new RecordingSink();
    Subscription subscription = cache.watch(after(1), sink);
    RecordingSink other = watch(after(1));
    await().until(() -> cache.stats().watchers() == 2);

    subscription.close();
    objects.put("a", "x", Map.of());

    awaitTexts(other, "ADDED a/x@2");
    assertThat(sink.batches()).isZero();
    assertThat(sink.ended()).isFalse();
    assertThat(cache.stats().watchers()).isEqualTo(1);
  }

  private RecordingSink watch(WatchRequest request) {
    RecordingSink sink = new RecordingSink();
    cache.watch(request, sink);
    return sink;
  }

  private static WatchRequest after(long revision) {
    return WatchRequest.from(new WatchRequest.Start.After(revision));
  }

  private static WatchRequest state(long minimumRevision, boolean endMark) {
    return WatchRequest.from(new WatchRequest.Start.State(minimumRevision, endMark));
  }

  private static void awaitTexts(RecordingSink sink, String... texts) {
    await().atMost(LONG).untilAsserted(() -> assertThat(sink.texts()).containsExactly(texts));
  }

  private static String joined(List<byte[]> chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    chunks.forEach(all::writeBytes);
    return all.toString(UTF_8);
  }
}
