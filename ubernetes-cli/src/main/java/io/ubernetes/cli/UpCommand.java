package io.ubernetes.cli;

import java.io.IOException;
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

  @Option(
      names = "--simulate",
      defaultValue = "0",
      paramLabel = "N",
      description = "Simulated members to run and join: member-1 to member-N (none).")
  private int simulated;

  @Option(
      names = "--nodes",
      defaultValue = "3",
      paramLabel = "M",
      description = "Nodes of each simulated member (${DEFAULT-VALUE}).")
  private int nodes;

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() throws Exception {
    try (Foreground foreground = Foreground.enter();
        AllInOne federation = AllInOne.start(options.config(dataDirectory))) {
      System.out.println("Ubernetes is ready: " + federation.url());
      System.out.println("  export KUBECONFIG=" + federation.adminKubeconfig().toAbsolutePath());
      if (simulated == 0) {
        federation.work();
      } else {
        workWithMembers(federation);
      }
      foreground.await();
    }
    return 0;
  }

  private void workWithMembers(AllInOne federation) throws IOException {
    SimulatedMembers members =
        federation.simulate(SimulatorCommand.config(dataDirectory, simulated, nodes, 0));
    federation.work();
    members.join(federation);
  }
}
