package io.ubernetes.bench.load;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A number of clients that each do one operation after the other, until the time is over or enough
/// is done. Thread-safe; used once.
public final class Flows {
  /// What was begun in time is waited for, but not for ever.
  private static final Duration LAST_ANSWER = Duration.ofSeconds(30);

  private final Operation operation;
  private final long limit;
  private final long deadlineNanos;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicInteger active;
  private final Latencies latencies = new Latencies();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  /// Begins operation `number` of a client; the future gives the HTTP status of its answer.
  @FunctionalInterface
  public interface Operation {
    Future<Integer> begin(int client, long number);
  }

  /// What was reached.
  public record Outcome(long succeeded, long failed, Latencies latencies) {}

  private Flows(int clients, Duration time, long limit, Operation operation) {
    this.operation = operation;
    this.limit = limit;
    this.deadlineNanos = System.nanoTime() + time.toNanos();
    this.active = new AtomicInteger(clients);
  }

  /// Returns when every client has had its last answer.
  public static Outcome run(int clients, Duration time, long limit, Operation operation) {
    Flows flows = new Flows(clients, time, limit, operation);
    for (int client = 0; client < clients; client++) {
      flows.next(client);
    }
    flows.await(time.plus(LAST_ANSWER));
    return new Outcome(flows.succeeded.get(), flows.failed.get(), flows.latencies);
  }

  private void next(int client) {
    long number = started.getAndIncrement();
    long start = System.nanoTime();
    if (number >= limit || start - deadlineNanos >= 0) {
      leave();
      return;
    }
    operation
        .begin(client, number)
        .onComplete(answer -> {
          if (answer.succeeded() && answer.result() / 100 == 2) {
            latencies.record(System.nanoTime() - start);
            succeeded.incrementAndGet();
          } else {
            failed.incrementAndGet();
          }
          next(client);
        });
  }

  private void leave() {
    if (active.decrementAndGet() == 0) {
      finished.complete(null);
    }
  }

  private void await(Duration atMost) {
    try {
      finished.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      failed.addAndGet(active.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
