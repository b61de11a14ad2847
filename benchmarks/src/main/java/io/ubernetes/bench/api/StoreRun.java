package io.ubernetes.bench.api;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// The raw limit of the embedded store, within this process: creates of the same size, each on a
/// virtual thread as in the API server.
final class StoreRun implements AutoCloseable {
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;

  private final Store store;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration time;
  private final byte[] value = new byte[CreateRun.OBJECT_BYTES];

  /// @param directory for the store's files, empty
  StoreRun(Path directory, Duration time) {
    this.store = EmbeddedStore.open(directory);
    this.time = time;
    ThreadLocalRandom.current().nextBytes(value);
  }

  void run(List<Integer> clientCounts, long limit, Report report) {
    for (int clients : clientCounts) {
      long started = System.nanoTime();
      Processes.Interval interval = Processes.loadGenerator().begin();
      Flows.Outcome outcome =
          Flows.run(clients, time, limit, (flow, number) -> put(clients + "/" + number));
      report.add(RawRun.measurement("embedded store alone", clients, started, interval, outcome));
    }
  }

  private Future<Integer> put(String name) {
    Promise<Integer> promise = Promise.promise();
    threads.execute(() -> {
      try {
        switch (store.create("/bench/" + name, value)) {
          case Store.WriteResult.Written written -> promise.complete(CREATED);
          case Store.WriteResult.Conflict conflict -> promise.complete(CONFLICT);
        }
      } catch (RuntimeException e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }

  @Override
  public void close() {
    threads.close();
    store.close();
  }
}
