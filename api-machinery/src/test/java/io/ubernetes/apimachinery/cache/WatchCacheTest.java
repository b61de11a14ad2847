package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// States, consistent reads and exact versions.
class WatchCacheTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final CacheLimits LIMITS =
      new CacheLimits(2, 3, 5, 1 << 20, LONG, LONG, Duration.ofMillis(1), Duration.ofMillis(10));

  private final MemoryStore store = new MemoryStore();
  private final TestObjects objects = TestObjects.configMaps(store);
  private final WatchCache cache =
      new WatchCache(store, objects.type(), InstantSource.system(), LIMITS);

  @AfterEach
  void close() {
    cache.close();
    store.close();
  }

  private void start() {
    cache.start();
    assertThat(cache.awaitReady(LONG)).isTrue();
  }

  @Test
  void theFirstStateIsReadPageByPage() {
    for (int i = 0; i < 7; i++) {
      objects.put("a", "o" + i, Map.of());
    }
    start();

    assertThat(names(cache.snapshot())).containsExactly("o0", "o1", "o2", "o3", "o4", "o5", "o6");
    assertThat(cache.snapshot().revision()).isEqualTo(8);
    assertThat(cache.stats().objects()).isEqualTo(7);
  }

  @Test
  void beforeTheFirstStateThereIsNothingToServe() {
    assertThat(cache.isReady()).isFalse();
    ApiException refusal = refusal(cache::snapshot);
    assertThat(refusal.code()).isEqualTo(429);
    assertThat(refusal.getMessage()).isEqualTo("storage is (re)initializing");
    WatchRequest request = WatchRequest.from(new WatchRequest.Start.Now());
    assertThatThrownBy(() -> cache.watch(request, new RecordingSink()))
        .hasMessage(refusal.getMessage());
  }

  @Test
  void anObjectCarriesItsBytesItsLabelsAndItsFields() {
    long revision = objects.put("a", "x", Map.of("k", "v"));
    start();

    CachedObject object = object(cache.snapshot(), "x");
    assertThat(object.revision()).isEqualTo(revision);
    assertThat(object.labels()).containsExactly(Map.entry("k", "v"));
    assertThat(object.fields())
        .containsOnly(Map.entry("metadata.name", "x"), Map.entry("metadata.namespace", "a"));
    String json = new String(object.json(), UTF_8);
    assertThat(json)
        .isEqualTo(
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"2\","
                + "\"namespace\":\"a\",\"name\":\"x\",\"labels\":{\"k\":\"v\"}}}");
    assertThat(new String(object.head(), UTF_8) + new String(object.body(), UTF_8)).isEqualTo(json);
    assertThat(object.length()).isEqualTo(object.json().length);
    assertThat(object.tree()).isEqualTo(Json.parseObject(object.json())).isNotSameAs(object.tree());
  }

  @Test
  void aTypesOwnFieldsCanBeSelected() {
    TestObjects secrets = new TestObjects(store, TestObjects.type("secrets"));
    secrets.put(
        "a",
        "s",
        Json.parseObject(
            "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{},\"type\":\"t\"}"
                .getBytes(UTF_8)));
    try (WatchCache secretCache = new WatchCache(store, secrets.type())) {
      secretCache.start();
      CachedObject secret = object(secretCache.atLeast(2, LONG), "s");
      assertThat(secret.field("type")).isEqualTo("t");
      assertThat(secret.field("other")).isEmpty();
    }
  }

  @Test
  void aBrokenValueDoesNotTakeItsTypeAway() {
    objects.put(objects.key("a", "broken"), "{no json".getBytes(UTF_8));
    objects.put(
        objects.key("a", "odd"),
        "{\"metadata\":{},\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}".getBytes(UTF_8));
    objects.put(objects.type().storagePrefix() + "no-namespace", "{}".getBytes(UTF_8));
    objects.put("a", "fine", Map.of());
    start();
    long revision = objects.put(objects.key("a", "late"), "broken".getBytes(UTF_8));

    assertThat(names(cache.atLeast(revision, LONG))).containsExactly("fine", "odd");
  }

  @Test
  void aConsistentReadSeesEveryWriteBeforeIt() {
    start();
    for (int i = 0; i < 50; i++) {
      long revision = objects.put("a", "x", Map.of("i", "" + i));
      Snapshot snapshot = cache.fresh(LONG);
      assertThat(snapshot.revision()).isGreaterThanOrEqualTo(revision);
      assertThat(object(snapshot, "x").labels()).containsEntry("i", "" + i);
    }
  }

  @Test
  void aConsistentReadDoesNotNeedAChangeOfTheType() {
    start();
    TestObjects others = new TestObjects(store, TestObjects.type("secrets"));
    long revision = others.put("a", "s", Map.of());

    assertThat(cache.fresh(LONG).revision()).isEqualTo(revision);
  }

  @Test
  void aConsistentReadWaitsForItsChanges() throws Exception {
    start();
    CountDownLatch held = store.holdDeliveries();
    long revision = objects.put("a", "x", Map.of());
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Snapshot> read = readers.submit(() -> cache.fresh(LONG));
      ApiException late = refusal(() -> cache.fresh(SHORT));
      assertThat(late.code()).isEqualTo(504);
      assertThat(read.isDone()).isFalse();
      held.countDown();
      assertThat(read.get().revision()).isEqualTo(revision);
    }
  }

  @Test
  void readersThatWaitTogetherShareOneQuestion() throws Exception {
    start();
    CountDownLatch held = store.holdQuestions();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Snapshot>> reads = new ArrayList<>();
      reads.add(readers.submit(() -> cache.fresh(LONG)));
      await().until(() -> store.questions() == 1);
      long revision = objects.put("a", "x", Map.of());
      for (int i = 0; i < 20; i++) {
        reads.add(readers.submit(() -> cache.fresh(LONG)));
      }
      held.countDown();
      for (Future<Snapshot> read : reads.subList(1, reads.size())) {
        assertThat(read.get().revision()).isGreaterThanOrEqualTo(revision);
      }
      // Those that had not begun when the second question was sent needed one of their own.
      assertThat(store.questions()).isBetween(2, 21);
    }
  }

  @Test
  void aRevisionThatIsStillToComeIsTooLarge() {
    objects.put("a", "x", Map.of());
    start();

    ApiException refusal = refusal(() -> cache.atLeast(1_000, SHORT));

    assertThat(refusal.status())
        .isEqualTo(
            Json.parseObject(
                """
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                 "message": "Timeout: Too large resource version: 1000, current: 2",
                 "reason": "Timeout",
                 "details": {"causes": [{"reason": "ResourceVersionTooLarge",
                                         "message": "Too large resource version"}],
                             "retryAfterSeconds": 1},
                 "code": 504}
                """
                    .getBytes(UTF_8)));
    assertThat(refusal.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void whoWaitsForACacheThatIsClosedIsToldToComeAgain() throws Exception {
    start();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ApiException> reader =
          readers.submit(() -> refusal(() -> cache.atLeast(1_000, Duration.ofDays(1))));
      cache.close();
      assertThat(reader.get().code()).isEqualTo(429);
      assertThat(reader.get().retryAfterSeconds()).isEqualTo(1);
    }
    assertThat(cache.snapshot().revision()).as("what is known is told all the same").isEqualTo(1);
  }

  @Test
  void anInterruptedReaderGivesUpAtOnce() throws Exception {
    start();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ApiException> reader =
          readers.submit(() -> {
            Thread.currentThread().interrupt();
            return refusal(() -> cache.atLeast(1_000, Duration.ofDays(1)));
          });
      assertThat(reader.get().code()).isEqualTo(504);
    }
  }

  @Test
  void anExactRevisionIsServedFromHistoryThenFromTheStoreThenRefused() {
    start();
    for (int i = 1; i <= 10; i++) {
      objects.put("a", "o" + (10 + i), Map.of());
    }
    long last = cache.fresh(LONG).revision();
    assertThat(cache.stats().historyChanges()).isEqualTo(5);
    for (long revision = 1; revision <= last; revision++) {
      Snapshot exact = cache.exactly(revision);
      assertThat(exact.revision()).isEqualTo(revision);
      assertThat(exact.size()).isEqualTo((int) revision - 1);
    }
    // An object that has not changed since is in memory once.
    NamespacedName first = new NamespacedName("a", "o11");
    assertThat(cache.exactly(3).get(first)).isSameAs(cache.snapshot().get(first));

    store.compact(7);

    ApiException refusal = refusal(() -> cache.exactly(1));
    assertThat(refusal.code()).isEqualTo(410);
    assertThat(refusal.reason()).isEqualTo("Expired");
    assertThat(refusal.getMessage())
        .isEqualTo("The resourceVersion for the provided list is too old.");
    assertThat(cache.exactly(7).size()).isEqualTo(6);
  }

  @Test
  void aWatchOfTheStoreThatBreaksGoesOnWhereItWas() {
    start();
    objects.put("a", "x", Map.of("n", "1"));
    cache.fresh(LONG);
    RecordingSink sink = new RecordingSink();
    cache.watch(WatchRequest.from(new WatchRequest.Start.After(1)), sink);
    await().until(() -> sink.texts().size() == 1);

    store.refuseWatches();
    store.breakWatches();
    objects.put("a", "x", Map.of("n", "2"));
    objects.delete("a", "x");
    store.allowWatches();

    assertThat(cache.fresh(LONG).size()).isZero();
    await().until(() -> sink.texts().size() == 3);
    assertThat(sink.texts()).containsExactly("ADDED a/x@2", "MODIFIED a/x@3", "DELETED a/x@4");
    assertThat(sink.error()).isNull();
  }

  @Test
  void whenTheStoreHasForgottenWhatWasMissedEverythingIsReadAgainAndWatchersMustListAgain() {
    objects.put("a", "gone", Map.of());
    objects.put("a", "kept", Map.of());
    start();
    CachedObject kept = cache.snapshot().get(new NamespacedName("a", "kept"));
    RecordingSink sink = new RecordingSink();
    cache.watch(WatchRequest.from(new WatchRequest.Start.Now()), sink);
    await().until(() -> cache.stats().watchers() == 1);

    store.refuseWatches();
    store.breakWatches();
    objects.delete("a", "gone");
    objects.put("a", "new", Map.of());
    store.compact(5);
    store.allowWatches();

    assertThat(sink.awaitError().status())
        .isEqualTo(ApiException.expired("too old resource version: 3 (5)").status());
    assertThat(sink.events()).isEmpty();
    assertThat(sink.ended()).isFalse();
    assertThat(names(cache.fresh(LONG))).containsExactly("kept", "new");
    assertThat(cache.snapshot().get(new NamespacedName("a", "kept"))).isSameAs(kept);
    assertThat(cache.stats().watchers()).isZero();
  }

  @Test
  void aClosedCacheLetsGoOfTheStoreAndEndsItsWatches() {
    start();
    RecordingSink early = new RecordingSink();
    cache.watch(WatchRequest.from(new WatchRequest.Start.Now()), early);
    await().until(() -> cache.stats().watchers() == 1);

    cache.close();

    assertThat(early.ended()).isTrue();
    assertThat(store.watches()).isZero();
    RecordingSink late = new RecordingSink();
    cache.watch(WatchRequest.from(new WatchRequest.Start.Now()), late);
    await().until(late::ended);
  }

  private static CachedObject object(Snapshot snapshot, String name) {
    return Objects.requireNonNull(snapshot.get(new NamespacedName("a", name)));
  }

  private static List<String> names(Snapshot snapshot) {
    List<String> names = new ArrayList<>();
    snapshot.objects().forEach(object -> names.add(object.key().name()));
    return names;
  }

  private static ApiException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call);
  }
}
