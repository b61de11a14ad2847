package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/// Lists of many ReplicaSets, all consistent: whole as JSON, one at once and several at once; one
/// in a hundred, chosen by a label; in pages, as client-go lists; and as the Table that kubectl
/// shows.
final class ListRun {
  private static final int WRITERS = 64;

  /// Of so many objects one has a label of its own.
  private static final int RARE = 100;

  private static final String PAGE = "?limit=500";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  /// Before each measurement: a virtual machine compiles what it has not done before. The first is
  /// longer, since most of the way is the same for all lists.
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(8);
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
      Flows.run(1, FIRST_WARM_UP, Long.MAX_VALUE, whole(sets, new AtomicLong()));
      for (int clients : clientCounts) {
        AtomicLong bytes = new AtomicLong();
        measure("list, " + clients + " at once", clients, whole(sets, bytes), bytes, report);
      }
      AtomicLong chosen = new AtomicLong();
      String byLabel = sets.path() + "?labelSelector=tier%3Drare";
      measure("list, 1 % by label", 1, get(byLabel, LoadClient.JSON, chosen), chosen, report);
      AtomicLong paged = new AtomicLong();
      measure(
          "list in pages of 500",
          1,
          (flow, number) -> page(flow, sets.path(), "", paged),
          paged,
          report);
      AtomicLong rows = new AtomicLong();
      measure("list as a Table", 1, get(sets.path(), TABLE, rows), rows, report);
    }
  }

  private Flows.Operation whole(ReplicaSets sets, AtomicLong bytes) {
    return get(sets.path(), LoadClient.JSON, bytes);
  }

  private Flows.Operation get(String path, String accept, AtomicLong bytes) {
    return (flow, number) ->
        client.stream(flow, path, accept, piece -> bytes.addAndGet(piece.length()));
  }

  /// All pages from one on, one after the other.
  private Future<Integer> page(int flow, String path, String token, AtomicLong bytes) {
    Continuation next = new Continuation();
    String query = token.isEmpty() ? PAGE : PAGE + "&continue=" + token;
    return client.stream(
            flow,
            path + query,
            piece -> {
              bytes.addAndGet(piece.length());
              next.accept(piece);
            })
        .compose(status ->
            status / 100 == 2 && !next.token().isEmpty()
                ? page(flow, path, next.token(), bytes)
                : Future.succeededFuture(status));
  }

  private void fill(ReplicaSets sets, int objects) throws IOException {
    Flows.run(
        WRITERS,
        FILL_TIME,
        objects,
        (flow, number) ->
            client.send(
                flow, HttpMethod.POST, sets.path(), manifest(sets, number), LoadClient.JSON));
    JsonNode items = Json.at(client.get(sets.path()).json(), "items");
    int count = items == null ? 0 : items.size();
    if (count != objects) {
      throw new IOException(
          "only %d of %d objects could be created within %d s"
              .formatted(count, objects, FILL_TIME.toSeconds()));
    }
  }

  private static Buffer manifest(ReplicaSets sets, long number) {
    Buffer usual = sets.manifest("listed-" + number);
    return number % RARE != 0
        ? usual
        : Buffer.buffer(usual.toString().replace("\"tier\":\"frontend\"", "\"tier\":\"rare\""));
  }

  /// @param bytes counts what comes
  private void measure(
      String what, int clients, Flows.Operation operation, AtomicLong bytes, Report report) {
    Flows.run(clients, WARM_UP, Long.MAX_VALUE, operation);
    bytes.set(0);
    Target.Clock clock = target.begin();
    Flows.Outcome outcome = Flows.run(clients, time, Long.MAX_VALUE, operation);
    report.add(
        clock.end(
            what,
            "list",
            outcome.succeeded(),
            outcome.failed(),
            outcome.latencies().summary(),
            bytes.get()));
  }
}
