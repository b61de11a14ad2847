package io.ubernetes.bench;

import io.ubernetes.bench.api.ApiRuns;
import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench api`: creates, lists and watches at one API server, and at another one beside
/// it.
@Command(
    name = "api",
    description = "Measures an API server: creates, lists, watches.",
    mixinStandardHelpOptions = true)
final class ApiCommand implements Callable<Integer> {
  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();
  @Mixin private ApiOptions options = new ApiOptions();

  @Option(names = "--kubeconfig", required = true, description = "The server to measure.")
  private Path kubeconfig = Path.of("");

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

  @Override
  public Integer call() throws IOException {
    ApiRuns.Plan plan = options.plan();
    Endpoint server = endpoints.read(kubeconfig);
    Endpoint other = compareKubeconfig == null ? null : endpoints.read(compareKubeconfig);
    Report report = Output.report();
    Vertx vertx = Vertx.vertx();
    try {
      ApiRuns runs = new ApiRuns(vertx, plan, report);
      runs.measure(target(name, server));
      if (other != null) {
        runs.measure(target(compareName, other));
      }
      if (etcd != null) {
        runs.measureEtcd(etcd); // last: see AllCommand
      }
      if (store != null) {
        runs.measureEmbeddedStore(store);
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
}
