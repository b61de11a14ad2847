package io.ubernetes.bench.scheduler;

import io.ubernetes.bench.federation.LocalFederation;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.Pace;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Latency;
import io.ubernetes.bench.report.Measurement;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The scheduler's process: workloads wait at an API server on etcd, a scheduler is started, and it
/// is measured how long it takes from the command until each workload has its Placement. The
/// members are their Cluster objects alone, written here; no member runs.
public final class ColdStartRun {

  private static final int CONNECTIONS = 4;
  private static final int CLIENTS = 64;
  private static final int REPLICAS = 10;
  private static final int PAGE = 500;
  private static final Duration FILL_TIME = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String CLUSTERS = "/apis/federation.ubernetes.io/v1beta1/clusters";

  /// For all workloads of its namespace, with what costs the engine something: a selector of
  /// clusters, a spread over regions, and a division by room, which is the default.
  private static final String POLICY =
      """
      {"apiVersion":"federation.ubernetes.io/v1beta1","kind":"PropagationPolicy",\
      "metadata":{"name":"default"},\
      "spec":{"clusterAffinity":{"labelSelector":{"matchLabels":{"tier":"gold"}}},\
      "spreadConstraints":[{"topologyKey":"region","minGroups":2,"maxGroups":5}]}}\
      """;

  private final Plan plan;
  private final Report report;

  /// How much is done.
  public record Plan(int workloads, int clusters) {}

  public ColdStartRun(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  /// @param federation an API server alone; gets a scheduler
  /// @throws IOException in one line why nothing could be measured
  public void run(Vertx vertx, LocalFederation federation, Endpoint endpoint) throws IOException {
    try (LoadClient client = LoadClient.connect(vertx, endpoint, CONNECTIONS)) {
      // Not closed: it would take as long again, and the federation goes with all that it stored.
      Sandbox sandbox = Sandbox.open(client);
      writeClusters(client);
      create(client, federationPath(sandbox, "propagationpolicies"), Buffer.buffer(POLICY));
      writeWorkloads(client, sandbox.replicaSets(REPLICAS));
      measure(client, federation, federationPath(sandbox, "placements"));
    }
  }

  private static String federationPath(Sandbox sandbox, String resource) {
    return "/apis/federation.ubernetes.io/v1beta1/namespaces/" + sandbox.name() + "/" + resource;
  }

  private void writeClusters(LoadClient client) throws IOException {
    for (int number = 0; number < plan.clusters(); number++) {
      String name = String.format(Locale.ROOT, "cluster-%04d", number);
      create(client, CLUSTERS, Buffer.buffer(Json.bytes(Members.cluster(name, number))));
      require(
          client.call(
              HttpMethod.PATCH,
              CLUSTERS + "/" + name + "/status",
              Buffer.buffer(Json.bytes(Members.status(number))),
              LoadClient.MERGE_PATCH));
    }
  }

  private void writeWorkloads(LoadClient client, ReplicaSets sets) throws IOException {
    Flows.Outcome outcome =
        Flows.run(
            CLIENTS,
            FILL_TIME,
            plan.workloads(),
            (flow, number) ->
                client.send(
                    flow,
                    HttpMethod.POST,
                    sets.path(),
                    sets.manifest("workload-" + number),
                    LoadClient.JSON));
    if (outcome.succeeded() < plan.workloads()) {
      throw new IOException(
          "only %d of %d workloads were created".formatted(outcome.succeeded(), plan.workloads()));
    }
  }

  private void measure(LoadClient client, LocalFederation federation, String placements)
      throws IOException {
    long start = System.nanoTime();
    Processes.Interval interval = federation.processes().begin();
    federation.startScheduler();
    double running = seconds(start);
    long placed = 0;
    double first = 0;
    while (placed < plan.workloads() && seconds(start) < PATIENCE.toSeconds()) {
      Pace.parkUntil(System.nanoTime() + POLL.toNanos());
      placed = count(client, placements);
      first = first == 0 && placed > 0 ? seconds(start) : first;
    }
    double all = seconds(start);
    report.add(
        new Measurement(
            "scheduler",
            "%,d placed, %d clusters".formatted(placed, plan.clusters()),
            "workload",
            placed,
            plan.workloads() - placed,
            all,
            Latency.NONE,
            0,
            federation.processes().since(interval).end(),
            Processes.loadAverage(),
            String.format(
                Locale.ROOT,
                "all after %.1f s: process up %.1f, first placed %.1f; %,d replicas",
                all,
                running,
                first,
                replicas(client, placements))));
  }

  private static long count(LoadClient client, String path) throws IOException {
    ObjectNode page = require(client.get(path + "?limit=1"));
    JsonNode items = Json.at(page, "items");
    return (items == null ? 0 : items.size())
        + Json.number(page, 0, "metadata", "remainingItemCount");
  }

  /// How many replicas all Placements give away; it is what the workloads ask for, or they were
  /// placed wrongly.
  private long replicas(LoadClient client, String path) throws IOException {
    long replicas = 0;
    String next = "";
    do {
      ObjectNode page = require(client.get(path + "?limit=" + PAGE + next));
      for (JsonNode placement : page.withArray("items")) {
        for (JsonNode destination : placement.path("spec").path("destClusters")) {
          replicas += Json.number(destination, 0, "replicas");
        }
      }
      String token = Json.text(page, "metadata", "continue");
      next = token.isEmpty() ? "" : "&continue=" + token;
    } while (!next.isEmpty());
    if (replicas != (long) plan.workloads() * REPLICAS) {
      throw new IOException("the Placements give away " + replicas + " replicas in all");
    }
    return replicas;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void create(LoadClient client, String path, Buffer body) throws IOException {
    require(client.call(HttpMethod.POST, path, body, LoadClient.JSON));
  }

  private static ObjectNode require(LoadClient.Answer answer) throws IOException {
    if (!answer.isSuccess()) {
      throw new IOException(answer.body().toString(StandardCharsets.UTF_8));
    }
    return answer.json();
  }
}
