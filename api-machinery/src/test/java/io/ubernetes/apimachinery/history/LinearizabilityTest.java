package io.ubernetes.apimachinery.history;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ubernetes.apimachinery.cache.MemoryStore;
import io.ubernetes.apimachinery.history.Seen.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Many short histories of several clients of one server, through restarts of the server, lost
/// answers, broken watches and pauses. The seed decides what clients do and what breaks; how their
/// threads meet is left to chance. `-Dhistory.runs=N` plays more, `-Dhistory.seed=N` one again.
class LinearizabilityTest {
  private static final int RUNS = Integer.getInteger("history.runs", 1_000);

  /// What is expensive is to start a server.
  private static final int RUNS_PER_SERVER = 50;

  /// Most of the time is waited, for what was broken to be tried again.
  private static final int SERVERS_AT_A_TIME = 10;

  private static final int CLIENTS = 4;
  private static final int ACTS = 12;

  /// Faults are made on purpose, and there are thousands.
  private static final Logger SERVER_LOG =
      (Logger) LoggerFactory.getLogger("io.ubernetes.apimachinery");

  @BeforeAll
  static void hush() {
    SERVER_LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    SERVER_LOG.setLevel(null);
  }

  @Test
  void everyHistoryIsThatOfAServerThatDoesOneThingAfterTheOther() throws Exception {
    Long given = Long.getLong("history.seed");
    long first = given != null ? given : ThreadLocalRandom.current().nextLong();
    System.out.println("first seed: " + first);
    long runs = given != null ? 1 : RUNS;
    long seen = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(SERVERS_AT_A_TIME)) {
      List<Future<Long>> batches = new ArrayList<>();
      for (long done = 0; done < runs; done += RUNS_PER_SERVER) {
        long from = first + done;
        long to = first + Math.min(runs, done + RUNS_PER_SERVER);
        batches.add(threads.submit(() -> runAll(from, to)));
      }
      for (Future<Long> batch : batches) {
        seen += finish(batch);
      }
    }
    System.out.println(runs + " histories, " + seen + " things seen");
    assertThat(seen).isGreaterThan(runs * ACTS);
  }

  private static long runAll(long from, long to) throws Exception {
    long seen = 0;
    try (MemoryStore store = new MemoryStore();
        ServerInProcess server = new ServerInProcess(store);
        ServerInProcess other = new ServerInProcess(new LossyStore(store, new Random(from)))) {
      for (long seed = from; seed < to; seed++) {
        seen += run(seed, store, server, other);
      }
    }
    return seen;
  }

  private static int run(
      long seed, MemoryStore store, ServerInProcess server, ServerInProcess other)
      throws Exception {
    String run = Long.toHexString(seed);
    List<String> keys = List.of(run + "a", run + "b", run + "c");
    Queue<Seen> record = new ConcurrentLinkedQueue<>();
    play(new Random(seed), keys, record, store, server, other);
    assertThat(HistoryCheck.check(truth(store, keys), List.copyOf(record)))
        .as("-Dhistory.seed=%d", seed)
        .isEmpty();
    return record.size();
  }

  private static void play(
      Random random,
      List<String> keys,
      Queue<Seen> record,
      MemoryStore store,
      ServerInProcess server,
      ServerInProcess other)
      throws Exception {
    List<RandomClient> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> acting = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random own = new Random(random.nextLong());
        RandomClient client =
            new RandomClient("c" + i, keys, own, i % 2 == 0 ? server : other, record);
        clients.add(client);
        acting.add(threads.submit(() -> act(client)));
      }
      disturb(random, store, server);
      for (Future<?> each : acting) {
        var _ = finish(each);
      }
    }
    for (RandomClient client : clients) {
      client.finish();
    }
  }

  private static void act(RandomClient client) {
    for (int i = 0; i < ACTS; i++) {
      client.act();
    }
  }

  private static <T> T finish(Future<T> acting) throws InterruptedException {
    try {
      return acting.get();
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  private static void disturb(Random random, MemoryStore store, ServerInProcess server) {
    switch (random.nextInt(12)) {
      case 0 -> server.restart();
      case 1, 2, 3 -> store.breakWatches();
      case 4, 5 -> {
        CountDownLatch pause = store.holdDeliveries();
        store.breakWatches();
        pause.countDown();
      }
      default -> {}
    }
  }

  private static List<Event> truth(MemoryStore store, List<String> keys) {
    return store.changes().stream()
        .filter(change -> keys.contains(RandomClient.nameOf(change.key())))
        .map(change -> RandomClient.event(change.key(), change.value(), change.revision()))
        .toList();
  }
}
