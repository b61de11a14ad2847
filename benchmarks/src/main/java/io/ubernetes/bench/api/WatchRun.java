package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.Latencies;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.Marks;
import io.ubernetes.bench.load.Pace;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Measurement;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Watches of one collection by many, while its objects are updated at a fixed rate that rises from
/// step to step until a watcher is dropped, an event is lost, or the events come too late twice in
/// a row (once may be the machine's fault). Latency counts from the time at which an update was
/// due, so that a server that delays the updates does not look the better for it.
public final class WatchRun {
  private static final int OBJECTS = 100;
  private static final int ATTEMPTS = 2;
  private static final double TOO_LATE_MILLIS = 1000;

  /// What every server bears, for long enough that a virtual machine has compiled what it needs.
  private static final int WARM_UP_RATE = 30;

  private static final Duration OPENING = Duration.ofSeconds(2);
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private static final Duration STRAGGLERS = Duration.ofSeconds(10);

  private final Target target;
  private final LoadClient writer;
  private final LoadClient watcher;
  private final int watchers;
  private final Duration stepTime;

  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile Latencies latencies = new Latencies();

  /// @param watcher with connections for the watches
  public WatchRun(
      Target target, LoadClient writer, LoadClient watcher, int watchers, Duration stepTime) {
    this.target = target;
    this.writer = writer;
    this.watcher = watcher;
    this.watchers = watchers;
    this.stepTime = stepTime;
  }

  /// @param updateRates updates a second, in rising order
  public void run(List<Integer> updateRates, Report report) throws IOException {
    try (Sandbox sandbox = Sandbox.open(writer)) {
      ReplicaSets sets = sandbox.replicaSets(0);
      fill(sets);
      openWatches(sets);
      warmUp(sets);
      for (int rate : updateRates) {
        if (!keepsUp(sets, rate, report)) {
          return;
        }
      }
    }
  }

  private void fill(ReplicaSets sets) throws IOException {
    Flows.Outcome outcome =
        Flows.run(
            4,
            STRAGGLERS,
            OBJECTS,
            (flow, number) ->
                writer.send(
                    flow,
                    HttpMethod.POST,
                    sets.path(),
                    sets.manifest(name(number)),
                    LoadClient.JSON));
    if (outcome.succeeded() != OBJECTS) {
      throw new IOException("the objects to watch could not be created");
    }
  }

  private void openWatches(ReplicaSets sets) throws IOException {
    String revision =
        Json.text(writer.get(sets.path() + "?limit=1").json(), "metadata", "resourceVersion");
    String path = sets.path() + "?watch=1&timeoutSeconds=3600&resourceVersion=" + revision;
    for (int i = 0; i < watchers; i++) {
      Marks marks = new Marks(this::event);
      watcher.stream(
              i,
              path,
              piece -> {
                bytes.addAndGet(piece.length());
                marks.accept(piece);
              })
          .onComplete(end -> ended.incrementAndGet());
    }
  }

  private void event(long dueNanos) {
    delivered.incrementAndGet();
    latencies.record(System.nanoTime() - dueNanos);
  }

  /// Until every watcher has had an event, the watches are not known to be open; and a server that
  /// has served none yet is not judged by the first.
  private void warmUp(ReplicaSets sets) throws IOException {
    long sent = update(sets, WARM_UP_RATE, OPENING).succeeded();
    if (!settle(sent * watchers) || ended.get() > 0) {
      throw new IOException(
          "%d watches could not be opened (%d events of %d came, %d watches ended)"
              .formatted(watchers, delivered.get(), sent * watchers, ended.get()));
    }
    delivered.set(0);
    settle(update(sets, WARM_UP_RATE, WARM_UP).succeeded() * watchers);
  }

  private boolean keepsUp(ReplicaSets sets, int rate, Report report) {
    for (int attempt = 0; attempt < ATTEMPTS && ended.get() == 0; attempt++) {
      if (step(sets, rate, report)) {
        return true;
      }
    }
    return false;
  }

  private boolean step(ReplicaSets sets, int rate, Report report) {
    delivered.set(0);
    bytes.set(0);
    latencies = new Latencies();
    int endedBefore = ended.get();
    Target.Clock clock = target.begin();
    Sent sent = update(sets, rate, stepTime);
    long expected = sent.succeeded() * watchers;
    settle(expected);
    int dropped = ended.get() - endedBefore;
    Measurement measurement =
        clock
            .end(
                "watch, %d watchers, %d/s".formatted(watchers, rate),
                "event",
                delivered.get(),
                Math.max(0, expected - delivered.get()),
                latencies.summary(),
                bytes.get())
            .withNote(note(sent, dropped));
    report.add(measurement);
    return dropped == 0
        && measurement.failures() == 0
        && sent.failed() == 0
        && measurement.latency().p99() <= TOO_LATE_MILLIS;
  }

  private static String note(Sent sent, int dropped) {
    String updates = sent.failed() == 0 ? "" : sent.failed() + " updates failed";
    String watches = dropped == 0 ? "" : dropped + " watchers dropped";
    return updates + (updates.isEmpty() || watches.isEmpty() ? "" : ", ") + watches;
  }

  private record Sent(long succeeded, long failed) {}

  /// Sends updates when they are due, however many are still unanswered.
  private Sent update(ReplicaSets sets, int rate, Duration time) {
    long count = Math.max(1, rate * time.toMillis() / 1000);
    AtomicLong succeeded = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = start + i * 1_000_000_000L / rate;
      Pace.parkUntil(due);
      writer
          .send(
              (int) i,
              HttpMethod.PATCH,
              sets.path() + "/" + name(i % OBJECTS),
              Buffer.buffer("{\"metadata\":{\"annotations\":{\"due\":\"" + Marks.of(due) + "\"}}}"),
              LoadClient.MERGE_PATCH)
          .onComplete(answer -> {
            boolean written = answer.succeeded() && answer.result() / 100 == 2;
            (written ? succeeded : failed).incrementAndGet();
          });
    }
    Pace.await(STRAGGLERS, () -> succeeded.get() + failed.get() >= count);
    return new Sent(succeeded.get(), count - succeeded.get());
  }

  /// Waits until as many events have come as must come; returns whether they have.
  private boolean settle(long expected) {
    return Pace.await(STRAGGLERS, () -> delivered.get() >= expected);
  }

  private static String name(long number) {
    return "watched-" + number;
  }
}
