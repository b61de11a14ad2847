package io.ubernetes.cli;

import io.ubernetes.cli.placement.SchedulersPreview;
import io.ubernetes.federation.apiserver.FederationServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes apiserver`: the API server as a process of its own.
@Command(
    name = "apiserver",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the federation's API server in the foreground.",
      "The data directory gets the certificate authority and one kubeconfig for the"
          + " administrator and for each other part."
    })
final class ApiServerCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Keys, certificates, kubeconfigs and (without etcd) the objects.")
  private Path dataDirectory = Path.of("");

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() throws Exception {
    try (Foreground foreground = Foreground.enter();
        SchedulersPreview preview =
            new SchedulersPreview(dataDirectory.resolve("scheduler.kubeconfig"));
        FederationServer server = FederationServer.start(options.config(dataDirectory), preview)) {
      System.out.println("The API server is ready: " + server.url());
      foreground.await();
    }
    return 0;
  }
}
