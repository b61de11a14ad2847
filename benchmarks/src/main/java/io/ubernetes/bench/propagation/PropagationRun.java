package io.ubernetes.bench.propagation;

import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.Pace;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Latency;
import io.ubernetes.bench.report.Measurement;
import io.ubernetes.bench.report.ProcessCost;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// End to end: ReplicaSets are created at the federation, and it is watched when each exists in the
/// last of the members; then how long it takes until the federation says that all are ready. Once
/// as many as can be sent at once, once at a fixed rate.
public final class PropagationRun {
  /// Members of nearly equal room get one each.
  private static final int REPLICAS_PER_MEMBER = 1;

  private static final int CONNECTIONS = 4;

  /// Well below the number of streams that servers allow on a connection.
  private static final int IN_FLIGHT = CONNECTIONS * 50;

  private static final int AT_ONCE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Several virtual machines that have compiled nothing yet share the processors.
  private static final Duration WARM_UP_PATIENCE = Duration.ofMinutes(4);

  private static final Duration READY_POLL = Duration.ofMillis(500);

  /// Processes that are no part of the federation.
  private static final Set<String> OTHERS = Set.of("bench", "etcd", "members");

  private final Plan plan;
  private final Processes processes;
  private final Report report;

  /// How much is done.
  ///
  /// @param burst workloads sent at once
  /// @param spaced workloads sent at `rate` a second
  /// @param warmUp workloads sent before anything is measured
  public record Plan(int burst, int spaced, int rate, int warmUp) {}

  public PropagationRun(Plan plan, Processes processes, Report report) {
    this.plan = plan;
    this.processes = processes;
    this.report = report;
  }

  /// @throws IOException in one line why nothing could be measured
  public void run(Vertx vertx, Endpoint federation, List<Endpoint> members) throws IOException {
    List<LoadClient> memberClients = new ArrayList<>();
    try (LoadClient client = LoadClient.connect(vertx, federation, CONNECTIONS)) {
      for (Endpoint member : members) {
        memberClients.add(LoadClient.connect(vertx, member, 2));
      }
      warmUp(client, memberClients);
      measure(client, memberClients, new Phase("burst of " + plan.burst(), plan.burst(), AT_ONCE));
      measure(
          client,
          memberClients,
          new Phase(plan.spaced() + " at " + plan.rate() + "/s", plan.spaced(), plan.rate()));
    } finally {
      memberClients.forEach(LoadClient::close);
    }
  }

  private record Phase(String name, int workloads, int rate) {}

  private void warmUp(LoadClient client, List<LoadClient> members) throws IOException {
    try (Sandbox sandbox = Sandbox.open(client)) {
      Arrivals arrivals = new Arrivals(plan.warmUp(), members.size());
      ReplicaSets sets = sandbox.replicaSets(REPLICAS_PER_MEMBER * members.size());
      arrivals.watch(members, sets);
      int refused = send(client, sets, arrivals, new Phase("", plan.warmUp(), AT_ONCE));
      if (refused > 0) {
        throw new IOException(refused + " of " + plan.warmUp() + " workloads were refused");
      }
      if (!Pace.await(WARM_UP_PATIENCE, () -> arrivals.arrived() == plan.warmUp())) {
        throw new IOException(
            "only %d of %d workloads came to exist in all %d members within %d s"
                .formatted(
                    arrivals.arrived(),
                    plan.warmUp(),
                    members.size(),
                    WARM_UP_PATIENCE.toSeconds()));
      }
    }
  }

  private void measure(LoadClient client, List<LoadClient> members, Phase phase)
      throws IOException {
    try (Sandbox sandbox = Sandbox.open(client)) {
      Arrivals arrivals = new Arrivals(phase.workloads(), members.size());
      ReplicaSets sets = sandbox.replicaSets(REPLICAS_PER_MEMBER * members.size());
      arrivals.watch(members, sets);
      Processes.Interval interval = processes.begin();
      long start = System.nanoTime();
      int refused = send(client, sets, arrivals, phase);
      Pace.await(PATIENCE, () -> arrivals.arrived() + refused >= phase.workloads());
      reportPlaced(phase, arrivals, start, interval);
      boolean ready = awaitReady(client, sets, phase.workloads());
      reportReady(phase, start, ready, interval);
    }
  }

  /// @return how many were refused
  private int send(LoadClient client, ReplicaSets sets, Arrivals arrivals, Phase phase) {
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    long start = System.nanoTime();
    for (int i = 0; i < phase.workloads(); i++) {
      Pace.parkUntil(start + i * 1_000_000_000L / phase.rate());
      inFlight.acquireUninterruptibly();
      arrivals.sent(i);
      client
          .send(i, HttpMethod.POST, sets.path(), sets.marked("workload-" + i, i), LoadClient.JSON)
          .onComplete(answer -> {
            if (answer.failed() || answer.result() / 100 != 2) {
              refused.incrementAndGet();
            }
            answered.incrementAndGet();
            inFlight.release();
          });
    }
    Pace.await(PATIENCE, () -> answered.get() == phase.workloads());
    return refused.get();
  }

  private boolean awaitReady(LoadClient client, ReplicaSets sets, int workloads)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      JsonNode items = Json.at(client.get(sets.path()).json(), "items");
      int ready = 0;
      if (items != null) {
        for (JsonNode item : items) {
          boolean all = Json.number(item, 0, "status", "readyReplicas") == sets.replicas();
          ready += all ? 1 : 0;
        }
      }
      if (ready == workloads) {
        return true;
      }
      Pace.parkUntil(System.nanoTime() + READY_POLL.toNanos());
    }
    return false;
  }

  private void reportPlaced(
      Phase phase, Arrivals arrivals, long start, Processes.Interval interval) {
    String broken = arrivals.broken() == 0 ? "" : ", " + arrivals.broken() + " watches broke";
    report.add(
        measurement(
            phase.name() + ", in " + arrivals.members() + " members",
            arrivals.arrived(),
            phase.workloads() - arrivals.arrived(),
            (arrivals.lastNanos() - start) / 1e9,
            arrivals.latencies().summary(),
            interval.end(),
            broken));
  }

  private void reportReady(Phase phase, long start, boolean ready, Processes.Interval interval) {
    report.add(
        measurement(
            phase.name() + ", ready",
            ready ? phase.workloads() : 0,
            ready ? 0 : phase.workloads(),
            (System.nanoTime() - start) / 1e9,
            Latency.NONE,
            interval.end(),
            ""));
  }

  private static Measurement measurement(
      String what,
      long done,
      long failures,
      double seconds,
      Latency latency,
      List<ProcessCost> costs,
      String note) {
    double own =
        costs.stream()
            .filter(cost -> !OTHERS.contains(cost.name()))
            .mapToDouble(ProcessCost::cpuSeconds)
            .sum();
    String each = done == 0 ? "" : "federation %.1f ms each".formatted(own * 1000 / done);
    return new Measurement(
        "federation",
        what,
        "workload",
        done,
        failures,
        seconds,
        latency,
        0,
        costs,
        Processes.loadAverage(),
        each + note);
  }
}
