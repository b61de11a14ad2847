package io.ubernetes.cli;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.Patch;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// What a busy federation does, over and over for a while, so that the JVM learns which methods are
/// worth compiling and how they are used. A server that knows it from its first request on needs a
/// fraction of the time, and of the processor's, to reach its full speed.
final class Exercise {

  /// So many at most, or as many as this machine does in that time.
  private static final int WORKLOADS = 1000;

  private static final Duration TIME = Duration.ofSeconds(10);

  private static final int WRITERS = 8;
  private static final int WORKLOADS_PER_LIST = 50;

  private final ApiClient admin;
  private final ApiObject sample;
  private final AtomicInteger next = new AtomicInteger();
  private final long deadlineNanos = System.nanoTime() + TIME.toNanos();

  /// @param sample of the workloads that are created
  Exercise(ApiClient admin, ApiObject sample) {
    this.admin = admin;
    this.sample = sample;
  }

  /// Returns when it is done.
  void run() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        threads.execute(this::write);
      }
    }
  }

  private void write() {
    int number = next.getAndIncrement();
    while (number < WORKLOADS && System.nanoTime() - deadlineNanos < 0) {
      ApiObject created = admin.create(ApiResources.REPLICA_SETS, workload(number));
      var _ = admin.patch(ApiResources.REPLICA_SETS, created.key(), annotation());
      var _ = admin.get(ApiResources.REPLICA_SETS, created.key());
      if (number % WORKLOADS_PER_LIST == 0) {
        var _ = admin.list(ApiResources.REPLICA_SETS, ListOptions.ALL);
      }
      number = next.getAndIncrement();
    }
  }

  private ApiObject workload(int number) {
    ApiObject workload = sample.copy();
    workload.metadata().put("name", sample.name() + "-" + number);
    workload.json().withObject("/spec").put("replicas", 1);
    return workload;
  }

  private static Patch annotation() {
    ObjectNode patch = Json.object();
    patch.withObject("/metadata/annotations").put("ubernetes.io/exercise", "patched");
    return new Patch.Merge(patch);
  }
}
