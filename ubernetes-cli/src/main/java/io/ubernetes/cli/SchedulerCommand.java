package io.ubernetes.cli;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.election.ElectionSettings;
import io.ubernetes.scheduler.Scheduler;
import io.ubernetes.scheduler.SchedulerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ubernetes scheduler`: the scheduler as a process of its own.
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the federation's scheduler in the foreground.",
      "Of several, one decides and the others stand by. The API server writes its kubeconfig:"
          + " scheduler.kubeconfig in its data directory."
    })
final class SchedulerCommand implements Callable<Integer> {

  @Mixin private FederationOptions federation = new FederationOptions();

  @Override
  public Integer call() throws Exception {
    ElectedPart part = (client, _, identity) -> start(client, identity);
    part.run(federation.context(), "The scheduler runs for");
    return 0;
  }

  static Elected<Scheduler> start(ApiClient federationClient, String identity) {
    NamespacedName lease = new NamespacedName(Federation.SYSTEM_NAMESPACE, "scheduler");
    return new Elected<>(
            federationClient,
            ElectionSettings.of(lease, identity),
            () -> new Scheduler(federationClient, SchedulerConfig.DEFAULT, identity))
        .start();
  }
}
