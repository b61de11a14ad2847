package io.ubernetes.apimachinery.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Random writes, deletions, compactions, faults of the store's watch, reads and watches of all
/// kinds, against a model: what each watcher has seen, put together, is always what the store held
/// at that revision. Each store has a subclass.
///
/// A failure prints its seed; run it again with `-Dcache.seed=N`.
abstract class WatchCacheModel {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int STEPS = 600;
  private static final List<String> NAMESPACES = List.of("a", "a-b", "b");
  private static final List<String> TEAMS = List.of("red", "blue", "");

  /// A small history, so that watches also fall out of it.
  private static final CacheLimits LIMITS =
      new CacheLimits(
          3,
          10,
          60,
          1 << 20,
          Duration.ofMillis(1),
          Duration.ofMillis(15),
          Duration.ofMillis(1),
          Duration.ofMillis(10));

  /// State of the model after each write. What was written is known by its revision.
  private final TreeMap<Long, Map<NamespacedName, Written>> states = new TreeMap<>();

  private final List<Client> clients = new ArrayList<>();

  record Written(long revision, String team) {}

  protected abstract Store store();

  /// Breaks the store's watches, if this store can be broken.
  protected void disturb(Random random) {}

  /// Mends what [#disturb] broke.
  protected void mend() {}

  @RepeatedTest(4)
  void everyWatcherSeesWhatTheStoreHeld(RepetitionInfo repetition) {
    Long given = Long.getLong("cache.seed");
    long seed = given != null ? given : ThreadLocalRandom.current().nextLong();
    System.out.println("seed of repetition " + repetition.getCurrentRepetition() + ": " + seed);
    Store store = store();
    TestObjects objects = TestObjects.configMaps(store);
    states.put(store.currentRevision(), Map.of());
    try (WatchCache cache = new WatchCache(store, objects.type(), InstantSource.system(), LIMITS)) {
      cache.start();
      assertThat(cache.awaitReady(LONG)).isTrue();
      run(new Random(seed), store, objects, cache);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("failed with -Dcache.seed=" + seed, e);
    }
  }

  private void run(Random random, Store store, TestObjects objects, WatchCache cache) {
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(20)) {
        case 0 -> clients.add(new Client(cache, request(random)));
        case 1 -> {
          if (!clients.isEmpty()) {
            clients.remove(random.nextInt(clients.size())).close();
          }
        }
        case 2 -> readConsistently(cache);
        case 3 -> readExactly(random, cache);
        case 4 -> disturb(random);
        case 5 -> mend();
        case 6 -> {
          if (random.nextInt(5) == 0) {
            store.compact(store.currentRevision() - random.nextInt(20, 40) - 1);
          }
        }
        default -> write(random, objects);
      }
      clients.forEach(Client::listAgainIfExpired);
    }
    mend();
    long last = states.lastKey();
    clients.forEach(client -> client.awaitRevision(last));
    for (Client client : clients) {
      client.close();
      client.check(states);
    }
    readConsistently(cache);
  }

  private void write(Random random, TestObjects objects) {
    String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    NamespacedName key = new NamespacedName(namespace, "o" + random.nextInt(5));
    Map<NamespacedName, Written> state = new TreeMap<>(states.lastEntry().getValue());
    long revision;
    if (state.containsKey(key) && random.nextInt(3) == 0) {
      revision = objects.delete(namespace, key.name());
      state.remove(key);
    } else {
      String team = TEAMS.get(random.nextInt(TEAMS.size()));
      Map<String, String> labels = team.isEmpty() ? Map.of() : Map.of("team", team);
      revision = objects.put(namespace, key.name(), labels);
      state.put(key, new Written(revision, team));
    }
    states.put(revision, state);
  }

  private void readConsistently(WatchCache cache) {
    mend();
    Snapshot snapshot = cache.fresh(LONG);
    assertThat(snapshot.revision()).isGreaterThanOrEqualTo(states.lastKey());
    assertThat(content(snapshot)).isEqualTo(states.lastEntry().getValue());
  }

  private void readExactly(Random random, WatchCache cache) {
    mend();
    long revision = random.nextLong(states.firstKey(), states.lastKey() + 1);
    cache.atLeast(revision, LONG);
    try {
      Snapshot snapshot = cache.exactly(revision);
      assertThat(snapshot.revision()).isEqualTo(revision);
      assertThat(content(snapshot)).isEqualTo(states.floorEntry(revision).getValue());
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(410);
      assertThat(revision).isLessThan(states.lastKey() - 10); // never so soon
    }
  }

  private static Map<NamespacedName, Written> content(Snapshot snapshot) {
    Map<NamespacedName, Written> content = new TreeMap<>();
    snapshot.objects().forEach(object -> content.put(object.key(), written(object)));
    assertThat(content).hasSize(snapshot.size());
    return content;
  }

  private static Written written(CachedObject object) {
    assertThat(object.tree().at("/metadata/name").asString()).isEqualTo(object.key().name());
    return new Written(object.revision(), object.labels().getOrDefault("team", ""));
  }

  private static WatchRequest request(Random random) {
    WatchRequest.Start start =
        switch (random.nextInt(4)) {
          case 0 -> new WatchRequest.Start.State(WatchRequest.Start.State.ANY, true);
          case 1 -> new WatchRequest.Start.State(WatchRequest.Start.State.MOST_RECENT, true);
          default -> new WatchRequest.Start.After(Client.LIST_FIRST);
        };
    WatchRequest request = WatchRequest.from(start).withBookmarks();
    if (random.nextInt(2) == 0) {
      request = request.inNamespace(NAMESPACES.get(random.nextInt(NAMESPACES.size())));
    }
    if (random.nextInt(3) == 0) {
      request = request.named("o" + random.nextInt(5));
    }
    LabelSelector labels =
        random.nextInt(2) == 0
            ? LabelSelector.everything()
            : LabelSelector.parse(random.nextBoolean() ? "team=red" : "team!=blue");
    FieldSelector fields = FieldSelector.parse(random.nextInt(4) == 0 ? "metadata.name!=o1" : "");
    return request.selecting(labels, fields);
  }

  /// A client as an informer is one: it lists where it must, then watches, and lists again when its
  /// watch has expired. At every bookmark it notes what it believes. Guarded by itself.
  private static final class Client implements WatchSink {
    static final long LIST_FIRST = -7;

    private record Belief(long revision, Map<NamespacedName, Written> content) {}

    private final WatchCache cache;
    private final WatchRequest request;
    private final Map<NamespacedName, Written> view = new TreeMap<>();
    private final List<Belief> beliefs = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private Subscription subscription;
    private long seen;
    private boolean stateComplete;
    private boolean expired;
    private boolean ended;

    Client(WatchCache cache, WatchRequest request) {
      this.cache = cache;
      this.request = request;
      this.subscription = begin();
    }

    private Subscription begin() {
      if (request.start() instanceof WatchRequest.Start.State) {
        return cache.watch(request, this);
      }
      Snapshot snapshot = cache.snapshot();
      synchronized (this) {
        for (CachedObject object : snapshot.objects(request.namespace(), null)) {
          if (request.selects(object)) {
            view.put(object.key(), written(object));
          }
        }
        seen = snapshot.revision();
        stateComplete = true;
      }
      WatchRequest.Start after = new WatchRequest.Start.After(snapshot.revision());
      return cache.watch(
          WatchRequest.from(after)
              .inNamespace(request.namespace())
              .named(request.name())
              .selecting(request.labels(), request.fields())
              .withBookmarks(),
          this);
    }

    void listAgainIfExpired() {
      synchronized (this) {
        if (!expired) {
          return;
        }
        expired = false;
        stateComplete = false;
        view.clear();
        seen = 0;
      }
      subscription = begin();
    }

    @Override
    public synchronized boolean offer(List<WatchEvent> events) {
      events.forEach(this::apply);
      return true;
    }

    private void apply(WatchEvent event) {
      CachedObject object = event.object();
      if (event.type() == WatchEvent.Type.BOOKMARK) {
        boolean mark = object.tree().at("/metadata/annotations").isObject();
        stateComplete |= mark;
        note(object.revision() >= seen, "a bookmark went back", event);
        note(stateComplete, "a bookmark came before the end of the state", event);
        seen = object.revision();
        beliefs.add(new Belief(object.revision(), new TreeMap<>(view)));
        return;
      }
      if (stateComplete) {
        note(object.revision() > seen, "an event came twice or out of order", event);
        seen = object.revision();
      }
      boolean known = view.containsKey(object.key());
      note(request.selects(object), "an event of something that was not asked for", event);
      note(known == (event.type() != WatchEvent.Type.ADDED), "wrong type: known " + known, event);
      if (event.type() == WatchEvent.Type.DELETED) {
        view.remove(object.key());
      } else {
        view.put(object.key(), written(object));
      }
    }

    private void note(boolean right, String otherwise, WatchEvent event) {
      if (!right) {
        wrong.add(otherwise + ": " + event + " in " + request);
      }
    }

    @Override
    public synchronized void expired(ApiException error) {
      expired = true;
    }

    @Override
    public synchronized void end() {
      ended = true;
    }

    private synchronized long seen() {
      return stateComplete ? seen : 0;
    }

    /// Waits until everything up to a revision has come, as a bookmark says.
    void awaitRevision(long revision) {
      await()
          .atMost(LONG)
          .until(() -> {
            listAgainIfExpired();
            subscription.bookmark();
            return seen() >= revision;
          });
    }

    void close() {
      subscription.close();
    }

    synchronized void check(NavigableMap<Long, Map<NamespacedName, Written>> states) {
      assertThat(wrong).isEmpty();
      assertThat(ended).isFalse();
      assertThat(beliefs).isNotEmpty();
      for (Belief belief : beliefs) {
        assertThat(belief.content())
            .as("at %s, %s", belief.revision(), request)
            .isEqualTo(selected(states.floorEntry(belief.revision()).getValue()));
      }
    }

    private Map<NamespacedName, Written> selected(Map<NamespacedName, Written> state) {
      Map<NamespacedName, Written> selected = new TreeMap<>(state);
      selected
          .entrySet()
          .removeIf(entry ->
              !(request.namespace() == null
                      || request.namespace().equals(entry.getKey().namespace()))
                  || !(request.name() == null || request.name().equals(entry.getKey().name()))
                  || !request
                      .labels()
                      .matches(
                          entry.getValue().team().isEmpty()
                              ? Map.of()
                              : Map.of("team", entry.getValue().team()))
                  || !request.fields().matches(Map.of("metadata.name", entry.getKey().name())));
      return selected;
    }
  }
}
