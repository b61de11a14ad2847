package io.ubernetes.cli;

import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.election.Elected;

/// A part of the federation of which several may run and one acts.
@FunctionalInterface
interface ElectedPart {

  /// @param federationClient stays the caller's, as the factory does
  /// @param identity who takes part in the election
  Elected<?> start(ApiClient federationClient, ClientFactory clients, String identity);

  /// Runs the part in the foreground, once its federation answers.
  ///
  /// @param ready what is printed then, before the federation's URL
  default void run(KubeconfigContext context, String ready) throws Exception {
    try (Foreground foreground = Foreground.enter();
        ClientFactory clients = new ClientFactory();
        ApiClient client = context.connect(clients)) {
      if (Reachability.await(client, context.server(), foreground)) {
        try (Elected<?> _ = start(client, clients, Identities.ofProcess())) {
          System.out.println(ready + " " + context.server());
          foreground.await();
        }
      }
    }
  }
}
