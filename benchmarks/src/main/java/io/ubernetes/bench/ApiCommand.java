package io.ubernetes.bench;

import io.ubernetes.bench.api.ApiRuns;
import io.ubernetes.bench.api.ApiRuns.Part;
import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ubernetes bench api`: creates, lists and watches at one API server, and at another one beside
/// it.
@Command(
    name = "api",
    description = "Measures an API server: creates, lists, watches.",
    mixinStandardHelpOptions = true)
final class ApiCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 60;

  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();

  @Option(names = "--kubeconfig", required = true, description = "The server to measure.")
  private Path kubeconfig;

  @Option(names = "--name", description = "Its name in the table (default: ${DEFAULT-VALUE}).")
  private String name = "ubernetes";

  @Option(names = "--compare-kubeconfig", description = "A server to measure in the same run.")
  private @Nullable Path compareKubeconfig;

  @Option(
      names = "--compare-name",
      description = "Its name in the table (default: ${DEFAULT-VALUE}).")
  private String compareName = "kube-apiserver";

  @Option(
      names = "--etcd",
      paramLabel = "URL",
      description = "Measure conditional puts straight into this etcd (http://127.0.0.1:PORT).")
  private @Nullable URI etcd;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Measure the embedded store by itself, in an empty directory.")
  private @Nullable Path store;

  @Option(
      names = "--only",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}, only these (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--seconds",
      description = "For each measurement, at most 60 (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(
      names = "--clients",
      split = ",",
      description = "Clients that create at once (default: 1,16,64).")
  private List<Integer> clients = List.of(1, 16, 64);

  @Option(
      names = "--max-creates",
      description = "In one measurement at most (default: ${DEFAULT-VALUE}).")
  private long creates = 50_000;

  @Option(names = "--objects", description = "In a list (default: ${DEFAULT-VALUE}).")
  private int objects = 10_000;

  @Option(names = "--watchers", description = "At once (default: ${DEFAULT-VALUE}).")
  private int watchers = 500;

  @Option(
      names = "--updates",
      split = ",",
      description = "Updates a second, in rising order (default: 10 to 800).")
  private List<Integer> updates = List.of(10, 20, 35, 46, 70, 100, 140, 200, 280, 400, 560, 800);

  @Override
  public Integer call() throws IOException {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new UsageException("--seconds must be 1 to " + MAX_SECONDS);
    }
    Endpoint server = endpoints.read(kubeconfig);
    Endpoint other = compareKubeconfig == null ? null : endpoints.read(compareKubeconfig);
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(out);
    Vertx vertx = Vertx.vertx();
    try {
      ApiRuns runs = new ApiRuns(vertx, plan(), report);
      if (etcd != null) {
        runs.measureEtcd(etcd);
      }
      if (store != null) {
        runs.measureEmbeddedStore(store);
      }
      runs.measure(target(name, server));
      if (other != null) {
        runs.measure(target(compareName, other));
      }
    } finally {
      output.write(report);
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    return 0;
  }

  private Target target(String targetName, Endpoint endpoint) {
    return new Target(
        targetName, endpoint, endpoints.processes().withServer("apiserver", endpoint.port()));
  }

  private ApiRuns.Plan plan() {
    return new ApiRuns.Plan(
        parts, Duration.ofSeconds(seconds), clients, creates, objects, watchers, updates);
  }
}
