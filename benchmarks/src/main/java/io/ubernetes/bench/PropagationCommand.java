package io.ubernetes.bench;

import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.propagation.PropagationRun;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench propagation`: from a create at the federation to the last member.
@Command(
    name = "propagation",
    description = "Measures how soon what is created at a federation exists in its members.",
    mixinStandardHelpOptions = true)
final class PropagationCommand implements Callable<Integer> {
  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();
  @Mixin private PropagationOptions options = new PropagationOptions();

  @Option(names = "--kubeconfig", required = true, description = "The federation.")
  private Path kubeconfig = Path.of("");

  @Option(
      names = "--members",
      required = true,
      split = ",",
      paramLabel = "KUBECONFIG",
      description = "Its members, all of them.")
  private List<Path> members = List.of();

  @Override
  public Integer call() throws IOException {
    PropagationRun.Plan plan = options.plan();
    Endpoint federation = endpoints.read(kubeconfig);
    Processes processes = endpoints.processes().withServer("apiserver", federation.port());
    List<Endpoint> memberEndpoints = new ArrayList<>();
    for (Path member : members) {
      Endpoint endpoint = endpoints.read(member);
      memberEndpoints.add(endpoint);
      processes = processes.withServer("members", endpoint.port());
    }
    Report report = Output.report();
    Vertx vertx = Vertx.vertx();
    try {
      new PropagationRun(plan, processes, report).run(vertx, federation, memberEndpoints);
    } finally {
      output.write(report);
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    return 0;
  }
}
