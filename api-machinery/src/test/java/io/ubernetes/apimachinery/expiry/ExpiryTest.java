package io.ubernetes.apimachinery.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Events go an hour after they were last written.
class ExpiryTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Store store;
  private WatchCache cache;
  private Registry events;

  @BeforeEach
  void open(@TempDir Path directory) {
    ResourceType type =
        BuiltinKinds.all().stream()
            .filter(t -> t.groupResource().equals(new GroupResource("", "events")))
            .findFirst()
            .orElseThrow();
    Environment real = Environment.real(attributes -> {});
    store = EmbeddedStore.open(directory.resolve("store"));
    cache = new WatchCache(store, type, () -> now, CacheLimits.DEFAULT);
    cache.start();
    assertThat(cache.awaitReady(Duration.ofMinutes(1))).isTrue();
    Environment environment =
        new Environment(() -> now, real.uids(), real.suffixes(), real.admission());
    events = new Registry(type, store, cache, environment);
  }

  @AfterEach
  void close() {
    cache.close();
    store.close();
  }

  private void create(String name) {
    ObjectNode event =
        Json.parseObject(
            """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s","namespace":"default"},
             "involvedObject":{"kind":"ConfigMap","namespace":"default","name":"c"},
             "reason":"Test","message":"m","type":"Normal"}
            """
                .formatted(name)
                .getBytes(StandardCharsets.UTF_8));
    events.create(
        events.type().versions().getFirst(), "default", event, WriteOptions.by("test", "test"));
  }

  private void touch(String name) {
    Change change =
        new Change(
            events.type().versions().getFirst(),
            Part.MAIN,
            new Edit.Patch(current -> current.put("count", 2)));
    events.update(key(name), change, WriteOptions.by("test", "test"));
  }

  private static NamespacedName key(String name) {
    return new NamespacedName("default", name);
  }

  private boolean exists(String name) {
    return events.get(key(name)).isPresent();
  }

  /// Sweeps until the cache has told of everything.
  private void sweepUntilGone(Expiry expiry, String name) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          expiry.sweep();
          assertThat(exists(name)).isFalse();
        });
  }

  @Test
  void anEventGoesAnHourAfterItWasWrittenAndNotBefore() {
    Expiry expiry = new Expiry(events, HOUR, () -> now);
    expiry.sweep();
    create("early");
    await().untilAsserted(() -> assertThat(cache.stats().objects()).isEqualTo(1));
    expiry.sweep();
    now = now.plus(Duration.ofMinutes(30));
    create("late");
    await().untilAsserted(() -> assertThat(cache.stats().objects()).isEqualTo(2));
    expiry.sweep();
    now = now.plus(Duration.ofMinutes(29));
    expiry.sweep();
    assertThat(exists("early")).isTrue();
    now = now.plus(Duration.ofMinutes(2));
    sweepUntilGone(expiry, "early");
    assertThat(exists("late")).isTrue();
    now = now.plus(Duration.ofMinutes(30));
    sweepUntilGone(expiry, "late");
    expiry.close();
  }

  @Test
  void aWriteGivesAnEventAnotherHour() {
    Expiry expiry = new Expiry(events, HOUR, () -> now);
    create("series");
    create("single");
    await().untilAsserted(() -> assertThat(cache.stats().objects()).isEqualTo(2));
    expiry.sweep();
    now = now.plus(Duration.ofMinutes(50));
    long before = cache.stats().revision();
    touch("series");
    await().untilAsserted(() -> assertThat(cache.stats().revision()).isGreaterThan(before));
    expiry.sweep();
    now = now.plus(Duration.ofMinutes(20));
    sweepUntilGone(expiry, "single");
    assertThat(exists("series")).isTrue();
    now = now.plus(Duration.ofMinutes(50));
    sweepUntilGone(expiry, "series");
    expiry.close();
  }

  @Test
  void afterARestartAnEventsAgeIsReadFromTheEvent() {
    create("old");
    now = now.plus(Duration.ofMinutes(40));
    create("young");
    await().untilAsserted(() -> assertThat(cache.stats().objects()).isEqualTo(2));
    Expiry restarted = new Expiry(events, HOUR, () -> now);
    restarted.sweep();
    now = now.plus(Duration.ofMinutes(21));
    sweepUntilGone(restarted, "old");
    assertThat(exists("young")).isTrue();
    restarted.close();
  }

  @Test
  void twoServersMaySweepTheSameStore() {
    Expiry first = new Expiry(events, HOUR, () -> now);
    Expiry second = new Expiry(events, HOUR, () -> now);
    create("shared");
    await().untilAsserted(() -> assertThat(cache.stats().objects()).isEqualTo(1));
    first.sweep();
    second.sweep();
    now = now.plus(Duration.ofHours(2));
    sweepUntilGone(first, "shared");
    create("shared");
    second.sweep();
    assertThat(exists("shared")).isTrue();
    first.close();
    second.close();
  }
}
