package io.ubernetes.cli;

import io.ubernetes.cli.join.Leaver;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ubernetes unjoin`.
@Command(
    name = "unjoin",
    mixinStandardHelpOptions = true,
    description = {
      "Lets a member go: deletes its Cluster, and the federation's identity in the member.",
      "What runs in the member stays there; the federation places its workloads on the others."
    })
final class UnjoinCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "What the member is called in the federation.")
  private String name = "";

  @Mixin private FederationOptions federation = new FederationOptions();

  @Override
  public Integer call() throws Exception {
    try (ClientFactory clients = new ClientFactory(JoinCommand.SETTINGS);
        ApiClient client = federation.context().connect(clients)) {
      List<String> left = new Leaver(clients, client).leave(name);
      System.out.println("Unjoined " + name);
      left.forEach(sentence -> System.err.println("ubernetes: " + sentence));
    }
    return 0;
  }
}
