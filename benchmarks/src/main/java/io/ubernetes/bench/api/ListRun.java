package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/// Lists of many ReplicaSets: consistent, whole, as JSON; one at once and several at once.
final class ListRun {
  private static final int WRITERS = 64;
  private static final Duration FILL_TIME = Duration.ofSeconds(90);

  private final Target target;
  private final LoadClient client;
  private final Duration time;

  ListRun(Target target, LoadClient client, Duration time) {
    this.target = target;
    this.client = client;
    this.time = time;
  }

  void run(int objects, List<Integer> clientCounts, Report report) throws IOException {
    try (Sandbox sandbox = Sandbox.open(client)) {
      ReplicaSets sets = sandbox.replicaSets(0);
      fill(sets, objects);
      for (int clients : clientCounts) {
        list(sets, clients, report);
      }
    }
  }

  private void fill(ReplicaSets sets, int objects) throws IOException {
    Flows.run(
        WRITERS,
        FILL_TIME,
        objects,
        (flow, number) ->
            client.send(
                flow,
                HttpMethod.POST,
                sets.path(),
                sets.manifest("listed-" + number),
                LoadClient.JSON));
    JsonNode items = Json.at(client.get(sets.path()).json(), "items");
    int count = items == null ? 0 : items.size();
    if (count != objects) {
      throw new IOException(
          "only %d of %d objects could be created within %d s"
              .formatted(count, objects, FILL_TIME.toSeconds()));
    }
  }

  private void list(ReplicaSets sets, int clients, Report report) {
    AtomicLong bytes = new AtomicLong();
    Target.Clock clock = target.begin();
    Flows.Outcome outcome =
        Flows.run(
            clients,
            time,
            Long.MAX_VALUE,
            (flow, number) ->
                client.stream(flow, sets.path(), piece -> bytes.addAndGet(piece.length())));
    report.add(
        clock.end(
            "list, " + clients + " at once",
            "list",
            outcome.succeeded(),
            outcome.failed(),
            outcome.latencies().summary(),
            bytes.get()));
  }
}
