package io.ubernetes.bench.propagation;

import io.ubernetes.bench.load.Latencies;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.Marks;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Sees when workloads come to exist in the members: one watch in each, and in each object its
/// number as a mark. A workload has arrived when the last member has it. Thread-safe.
final class Arrivals {
  private final int members;
  private final AtomicLongArray created;
  private final AtomicIntegerArray missing;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicLong lastNanos = new AtomicLong();
  private final Latencies latencies = new Latencies();

  Arrivals(int workloads, int members) {
    this.members = members;
    this.created = new AtomicLongArray(workloads);
    this.missing = new AtomicIntegerArray(workloads);
    for (int i = 0; i < workloads; i++) {
      missing.set(i, members);
    }
  }

  /// Watches a namespace of all members, which need not have it yet.
  void watch(List<LoadClient> clients, ReplicaSets sets) throws IOException {
    for (LoadClient client : clients) {
      String revision =
          Json.text(client.get(sets.path() + "?limit=1").json(), "metadata", "resourceVersion");
      AtomicIntegerArray seen = new AtomicIntegerArray(missing.length());
      Marks marks =
          new Marks(number -> {
            if (seen.getAndSet((int) number, 1) == 0) {
              arrivedInOne((int) number);
            }
          });
      client.stream(
              1,
              sets.path() + "?watch=1&timeoutSeconds=3600&resourceVersion=" + revision,
              marks::accept)
          .onComplete(end -> broken.incrementAndGet());
    }
  }

  /// A workload is about to be sent.
  void sent(int number) {
    created.set(number, System.nanoTime());
  }

  private void arrivedInOne(int number) {
    if (missing.decrementAndGet(number) == 0) {
      long now = System.nanoTime();
      latencies.record(now - created.get(number));
      lastNanos.set(now);
      arrived.incrementAndGet();
    }
  }

  int arrived() {
    return arrived.get();
  }

  /// When the last one arrived ([System#nanoTime]).
  long lastNanos() {
    return lastNanos.get();
  }

  /// Watches that have ended.
  int broken() {
    return broken.get();
  }

  Latencies latencies() {
    return latencies;
  }

  int members() {
    return members;
  }
}
