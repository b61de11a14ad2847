package io.ubernetes.cli;

import io.ubernetes.controllers.Controllers;
import io.ubernetes.controllers.ControllersConfig;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.election.ElectionSettings;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ubernetes controllers`: the controllers as a process of its own.
@Command(
    name = "controllers",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the federation's controllers in the foreground.",
      "Of several, one acts and the others stand by. The API server writes its kubeconfig:"
          + " controllers.kubeconfig in its data directory."
    })
final class ControllersCommand implements Callable<Integer> {

  @Mixin private FederationOptions federation = new FederationOptions();

  @Override
  public Integer call() throws Exception {
    ElectedPart part = ControllersCommand::start;
    part.run(federation.context(), "The controllers run for");
    return 0;
  }

  static Elected<Controllers> start(
      ApiClient federationClient, ClientFactory clients, String identity) {
    NamespacedName lease = new NamespacedName(Federation.SYSTEM_NAMESPACE, "controllers");
    return new Elected<>(
            federationClient,
            ElectionSettings.of(lease, identity),
            () ->
                new Controllers(
                    federationClient,
                    clients,
                    ControllersConfig.DEFAULT,
                    identity,
                    InstantSource.system()))
        .start();
  }
}
