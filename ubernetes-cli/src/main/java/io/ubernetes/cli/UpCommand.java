package io.ubernetes.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes up`: all parts in one process.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a whole federation in the foreground: API server, scheduler and controllers.",
      "What it holds is in the data directory and survives a restart."
    })
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir",
      defaultValue = "${sys:user.home}/.ubernetes",
      paramLabel = "DIR",
      description =
          "Keys, certificates, kubeconfigs and (without etcd) the objects (~/.ubernetes).")
  private Path dataDirectory = Path.of("");

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() throws Exception {
    try (Foreground foreground = Foreground.enter();
        AllInOne federation = AllInOne.start(options.config(dataDirectory))) {
      System.out.println("Ubernetes is ready: " + federation.url());
      System.out.println("  export KUBECONFIG=" + federation.adminKubeconfig().toAbsolutePath());
      foreground.await();
    }
    return 0;
  }
}
