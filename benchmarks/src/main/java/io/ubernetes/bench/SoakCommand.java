package io.ubernetes.bench;

import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.report.Report;
import io.ubernetes.bench.soak.SoakRun;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench soak`: a steady load for an hour, after which memory, open files and latency
/// must be where they were.
@Command(
    name = "soak",
    description = "Loads an API server steadily, and fails when it grows or slows down.",
    mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 4;

  /// Enough lines to see a trend, and none shorter than a request takes to be typical.
  private static final int INTERVALS = 12;

  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();

  @Option(names = "--kubeconfig", required = true, description = "The server to load.")
  private Path kubeconfig = Path.of("");

  @Option(names = "--minutes", description = "How long (default: ${DEFAULT-VALUE}).")
  private int minutes = 60;

  @Option(names = "--rate", description = "Requests a second (default: ${DEFAULT-VALUE}).")
  private int rate = 300;

  @Option(names = "--objects", description = "Objects at a time (default: ${DEFAULT-VALUE}).")
  private int objects = 2_000;

  @Option(names = "--watchers", description = "Watches at a time (default: ${DEFAULT-VALUE}).")
  private int watchers = 50;

  @Override
  public Integer call() throws IOException {
    if (minutes < 1 || rate < 1 || objects < 1 || watchers < 0) {
      throw new UsageException("--minutes, --rate and --objects are at least 1");
    }
    Endpoint endpoint = endpoints.read(kubeconfig);
    Report report = Output.report();
    Vertx vertx = Vertx.vertx();
    try (LoadClient client = LoadClient.connect(vertx, endpoint, CONNECTIONS)) {
      Duration time = Duration.ofMinutes(minutes);
      Target target =
          new Target(
              "apiserver",
              endpoint,
              endpoints.processes().withServer("apiserver", endpoint.port()));
      List<String> grown =
          new SoakRun(
                  target,
                  client,
                  new SoakRun.Plan(time, time.dividedBy(INTERVALS), rate, objects, watchers))
              .run(report);
      grown.forEach(System.err::println);
      return grown.isEmpty() ? 0 : 1;
    } finally {
      output.write(report);
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
