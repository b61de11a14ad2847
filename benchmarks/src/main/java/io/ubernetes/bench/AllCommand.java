package io.ubernetes.bench;

import io.ubernetes.bench.api.ApiRuns;
import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.federation.LocalFederation;
import io.ubernetes.bench.federation.Programs;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.propagation.PropagationRun;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench all`: everything, with processes that it starts itself.
@Command(
    name = "all",
    description = {
      "Measures everything: API servers on etcd and on the embedded store, and a federation.",
      "Starts what it needs on free ports of this machine, in a temporary directory."
    },
    mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
  private static final int MEMBERS = 3;

  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();
  @Mixin private ApiOptions apiOptions = new ApiOptions();
  @Mixin private PropagationOptions propagationOptions = new PropagationOptions();

  @Option(
      names = "--kube-apiserver-kubeconfig",
      description = "A real kube-apiserver to measure in the same run.")
  private @Nullable Path kubeApiServer;

  @Option(
      names = "--nodes",
      description = "Of each of the three simulated members (default: ${DEFAULT-VALUE}).")
  private int nodes = 20;

  private final Report report = Output.report();

  @Override
  public Integer call() throws IOException {
    ApiRuns.Plan apiPlan = apiOptions.plan();
    PropagationRun.Plan propagationPlan = propagationOptions.plan();
    Endpoint other = kubeApiServer == null ? null : endpoints.read(kubeApiServer);
    Programs programs = Programs.find(System.getenv());
    Path directory = Files.createTempDirectory("ubernetes-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      ApiRuns runs = new ApiRuns(vertx, apiPlan, report);
      onEtcd(runs, programs, directory.resolve("etcd"));
      onEmbeddedStore(runs, programs, directory.resolve("embedded"));
      if (other != null) {
        runs.measure(
            new Target(
                "kube-apiserver",
                other,
                endpoints.processes().withServer("apiserver", other.port())));
      }
      propagation(vertx, propagationPlan, programs, directory.resolve("federation"));
    } finally {
      output.write(report);
      vertx.close().toCompletionStage().toCompletableFuture().join();
      Directories.delete(directory);
    }
    return 0;
  }

  /// etcd by itself comes last: it takes puts faster than any server sends them, and an etcd 3.4
  /// then keeps so large a buffer, which each later transaction copies, that it is slow for good.
  private void onEtcd(ApiRuns runs, Programs programs, Path directory) throws IOException {
    try (LocalFederation federation = LocalFederation.onEtcd(programs, directory)) {
      runs.measure(target("on etcd", federation));
      runs.measureEtcd(federation.etcd());
    }
  }

  private void onEmbeddedStore(ApiRuns runs, Programs programs, Path directory) throws IOException {
    runs.measureEmbeddedStore(directory.resolve("alone"));
    try (LocalFederation federation =
        LocalFederation.onEmbeddedStore(programs, directory.resolve("server"))) {
      runs.measure(target("on embedded store", federation));
    }
  }

  private Target target(String name, LocalFederation federation) {
    return new Target(name, endpoints.read(federation.adminKubeconfig()), federation.processes());
  }

  private void propagation(Vertx vertx, PropagationRun.Plan plan, Programs programs, Path directory)
      throws IOException {
    try (LocalFederation federation = LocalFederation.onEtcd(programs, directory)) {
      federation.startTheRest(MEMBERS, nodes);
      List<Endpoint> members = new ArrayList<>();
      for (Path member : federation.memberKubeconfigs(MEMBERS)) {
        members.add(endpoints.read(member));
      }
      new PropagationRun(plan, federation.processes(), report)
          .run(vertx, endpoints.read(federation.adminKubeconfig()), members);
    }
  }
}
