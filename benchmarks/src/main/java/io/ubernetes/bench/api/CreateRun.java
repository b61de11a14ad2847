package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Report;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Creates of ReplicaSets of 1.5 KB by a growing number of clients, each of which sends its next
/// when the last is answered.
final class CreateRun {
  static final int OBJECT_BYTES = 1500;

  private static final int WARM_UP_CLIENTS = 64;
  private static final int WARM_UP_CREATES = 250_000;
  private static final Duration WARM_UP_TIME = Duration.ofSeconds(100);

  private final Target target;
  private final LoadClient client;
  private final Duration time;

  CreateRun(Target target, LoadClient client, Duration time) {
    this.target = target;
    this.client = client;
    this.time = time;
  }

  void run(List<Integer> clientCounts, long limit, Report report) throws IOException {
    try (Sandbox sandbox = Sandbox.open(client)) {
      ReplicaSets sets = sandbox.replicaSets(0);
      warmUp(sets);
      for (int i = 0; i < clientCounts.size(); i++) {
        create(sets, "created-" + i + "-", clientCounts.get(i), limit, report);
      }
    }
  }

  private void create(ReplicaSets sets, String prefix, int clients, long limit, Report report) {
    Target.Clock clock = target.begin();
    Flows.Outcome outcome = Flows.run(clients, time, limit, operation(sets, prefix));
    report.add(
        clock.end(
            "create, " + clients + (clients == 1 ? " client" : " clients"),
            "create",
            outcome.succeeded(),
            outcome.failed(),
            outcome.latencies().summary(),
            0));
  }

  /// A virtual machine that has seen no load yet compiles while it answers; on two processors that
  /// it shares, for a minute or so.
  private void warmUp(ReplicaSets sets) {
    Flows.run(WARM_UP_CLIENTS, WARM_UP_TIME, WARM_UP_CREATES, operation(sets, "warm-up-"));
  }

  private Flows.Operation operation(ReplicaSets sets, String prefix) {
    return (flow, number) ->
        client.send(
            flow, HttpMethod.POST, sets.path(), sets.manifest(prefix + number), LoadClient.JSON);
  }
}
