package io.ubernetes.bench.api;

import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The load runs against one API server, in order, and the raw runs against what it stores in. All
/// that is created is deleted again.
public final class ApiRuns {
  /// As many as a Kubernetes server lets share a connection, less some room.
  private static final int WATCHES_PER_CONNECTION = 50;

  private static final int WRITE_CONNECTIONS = 8;

  private final Vertx vertx;
  private final Plan plan;
  private final Report report;

  /// A part of the runs.
  public enum Part {
    CREATE,
    LIST,
    WATCH
  }

  /// How much is done.
  ///
  /// @param time for each measurement
  /// @param clients numbers of clients that create at once
  /// @param creates at most so many in one measurement
  /// @param listed objects in a list
  /// @param watchers at once
  /// @param updateRates updates a second, in rising order
  public record Plan(
      Set<Part> parts,
      Duration time,
      List<Integer> clients,
      long creates,
      int listed,
      int watchers,
      List<Integer> updateRates) {

    public Plan {
      parts = Set.copyOf(parts);
      clients = List.copyOf(clients);
      updateRates = List.copyOf(updateRates);
    }
  }

  public ApiRuns(Vertx vertx, Plan plan, Report report) {
    this.vertx = vertx;
    this.plan = plan;
    this.report = report;
  }

  /// @throws IOException in one line why the server could not be measured
  public void measure(Target target) throws IOException {
    try (LoadClient client = LoadClient.connect(vertx, target.endpoint(), WRITE_CONNECTIONS)) {
      if (plan.parts().contains(Part.CREATE)) {
        new CreateRun(target, client, plan.time()).run(plan.clients(), plan.creates(), report);
      }
      if (plan.parts().contains(Part.LIST)) {
        new ListRun(target, client, plan.time()).run(plan.listed(), List.of(1, 8), report);
      }
      if (plan.parts().contains(Part.WATCH)) {
        watch(target, client);
      }
    }
  }

  private void watch(Target target, LoadClient client) throws IOException {
    int connections = Math.ceilDiv(plan.watchers(), WATCHES_PER_CONNECTION);
    try (LoadClient watcher = LoadClient.connect(vertx, target.endpoint(), connections)) {
      new WatchRun(target, client, watcher, plan.watchers(), plan.time())
          .run(plan.updateRates(), report);
    }
  }

  /// Measures etcd by itself.
  public void measureEtcd(URI url) throws IOException {
    Processes processes = Processes.loadGenerator().withServer("etcd", url.getPort());
    try (EtcdRun run = new EtcdRun(url, processes, plan.time())) {
      run.run(plan.clients(), plan.creates(), report);
    }
  }

  /// Measures the embedded store by itself.
  ///
  /// @param directory for its files, which are left there
  public void measureEmbeddedStore(Path directory) {
    try (StoreRun run = new StoreRun(directory, plan.time())) {
      run.run(plan.clients(), plan.creates(), report);
    }
  }
}
