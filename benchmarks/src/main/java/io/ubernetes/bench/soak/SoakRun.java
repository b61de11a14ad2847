package io.ubernetes.bench.soak;

import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.load.Latencies;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.Pace;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Creates, patches, reads, lists and deletes at a steady rate, beside watches that end and begin
/// again, on a number of objects that stays the same. Used once.
public final class SoakRun {
  private static final int CLIENTS = 16;

  /// How often memory is looked at.
  private static final Duration LOOK = Duration.ofSeconds(2);

  /// Looks that may fail in a row.
  private static final int LOOKS = 5;

  /// What clients in a race with each other are told, beside success.
  private static final Set<Integer> EXPECTED = Set.of(404, 409);

  private final Target target;
  private final LoadClient client;
  private final Plan plan;
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile Latencies latencies = new Latencies();

  /// @param rate requests a second
  /// @param objects that are there at a time, about
  /// @param watchers at a time; each begins anew once a minute
  /// @param interval after which each line is reported
  public record Plan(Duration time, Duration interval, int rate, int objects, int watchers) {}

  public SoakRun(Target target, LoadClient client, Plan plan) {
    this.target = target;
    this.client = client;
    this.plan = plan;
  }

  /// @return what has grown or failed, a sentence each; nothing when all is flat
  /// @throws IOException when the server cannot be used at all
  public List<String> run(Report report) throws IOException {
    List<Sample> samples = new ArrayList<>();
    long allFailed = 0;
    try (Sandbox sandbox = Sandbox.open(client);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ReplicaSets sets = sandbox.replicaSets(0);
      for (int i = 0; i < CLIENTS; i++) {
        int flow = i;
        threads.execute(() -> act(flow, sets));
      }
      for (int i = 0; i < plan.watchers(); i++) {
        watch(i, sets);
      }
      long end = System.nanoTime() + plan.time().toNanos();
      try {
        for (int line = 1; System.nanoTime() < end; line++) {
          allFailed += interval(line, report, samples);
        }
      } finally {
        done.set(true);
      }
    }
    return Verdict.of(samples, allFailed);
  }

  private long interval(int line, Report report, List<Sample> samples) throws IOException {
    latencies = new Latencies();
    succeeded.set(0);
    failed.set(0);
    events.set(0);
    Target.Clock clock = target.begin();
    Sample sample = observe(System.nanoTime() + plan.interval().toNanos());
    long failures = failed.get();
    samples.add(sample);
    report.add(
        clock
            .end(
                "soak, interval " + line, "request", succeeded.get(), failures, sample.latency(), 0)
            .withNote(
                "%d events, resident %.0f MB, heap at least %.0f MB, beside the heap %.0f MB, %.0f files"
                    .formatted(
                        events.get(),
                        sample.residentBytes() / 1e6,
                        sample.heapBytes() / 1e6,
                        sample.otherBytes() / 1e6,
                        sample.openFiles())));
    return failures;
  }

  private Sample observe(long endNanos) throws IOException {
    Sample sample = look();
    while (System.nanoTime() < endNanos) {
      Pace.parkUntil(Math.min(endNanos, System.nanoTime() + LOOK.toNanos()));
      sample = look().after(sample);
    }
    return sample.with(latencies.summary());
  }

  /// A connection that has ended is no reason to end the run: it counts as a failure, and the next
  /// request opens another.
  ///
  /// @throws IOException when the server is not there any more
  private Sample look() throws IOException {
    for (int left = LOOKS; ; left--) {
      try {
        return Sample.take(client);
      } catch (IOException broken) {
        failed.incrementAndGet();
        if (left == 0) {
          throw broken;
        }
        Pace.parkUntil(System.nanoTime() + LOOK.toNanos());
      }
    }
  }

  private void act(int flow, ReplicaSets sets) {
    long periodNanos = Duration.ofSeconds(1).toNanos() * CLIENTS / plan.rate();
    long due = System.nanoTime() + flow * periodNanos / CLIENTS;
    while (!done.get()) {
      Pace.parkUntil(due);
      request(flow, numbers.getAndIncrement(), sets);
      // Who is behind does not catch up: the load is to be steady.
      due = Math.max(due + periodNanos, System.nanoTime());
    }
  }

  private void request(int flow, long number, ReplicaSets sets) {
    long start = System.nanoTime();
    try {
      int status = begin(flow, number, sets).toCompletionStage().toCompletableFuture().join();
      if (status / 100 == 2 || EXPECTED.contains(status)) {
        latencies.record(System.nanoTime() - start);
        succeeded.incrementAndGet();
      } else {
        failed.incrementAndGet();
      }
    } catch (CompletionException broken) {
      failed.incrementAndGet();
    }
  }

  private Future<Integer> begin(int flow, long number, ReplicaSets sets) {
    String name = "soak-" + number / 10 % plan.objects();
    String path = sets.path() + "/" + name;
    return switch ((int) (number % 10)) {
      case 0, 1 ->
          client.send(flow, HttpMethod.POST, sets.path(), sets.manifest(name), LoadClient.JSON);
      case 2, 3, 4 ->
          client.send(
              flow,
              HttpMethod.PATCH,
              path,
              Buffer.buffer("{\"metadata\":{\"annotations\":{\"n\":\"" + number + "\"}}}"),
              LoadClient.MERGE_PATCH);
      case 5, 6, 7 -> client.send(flow, HttpMethod.GET, path, Buffer.buffer(), LoadClient.JSON);
      case 8 ->
          client.send(
              flow, HttpMethod.GET, sets.path() + "?limit=100", Buffer.buffer(), LoadClient.JSON);
      default ->
          number / 10 % 2 == 0
              ? client.send(flow, HttpMethod.DELETE, path, Buffer.buffer(), LoadClient.JSON)
              : client.send(
                  flow,
                  HttpMethod.GET,
                  sets.path() + "?labelSelector=app%3D" + name,
                  Buffer.buffer(),
                  LoadClient.JSON);
    };
  }

  /// A watch that begins anew when it has ended, as clients do.
  private void watch(int number, ReplicaSets sets) {
    String path = sets.path() + "?watch=1&timeoutSeconds=60";
    client.stream(number, path, piece -> events.incrementAndGet())
        .onComplete(end -> {
          if (!done.get()) {
            watch(number, sets);
          }
        });
  }
}
