package io.ubernetes.cli;

import io.ubernetes.cli.join.JoinRequest;
import io.ubernetes.cli.join.Joiner;
import io.ubernetes.cli.join.MemberTraits;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ClientSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ubernetes join`.
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    description = {
      "Joins a Kubernetes cluster to the federation, or brings an earlier join up to date.",
      "The federation gets a service account in the member, with no more rights than it needs."
    })
final class JoinCommand implements Callable<Integer> {

  /// Somebody waits for the answer.
  static final ClientSettings SETTINGS =
      ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(15));

  @Parameters(paramLabel = "NAME", description = "What the member is called in the federation.")
  private String name = "";

  @Option(
      names = "--member-kubeconfig",
      required = true,
      paramLabel = "FILE",
      description = "Kubeconfig of an administrator of the member.")
  private Path memberKubeconfig = Path.of("");

  @Option(
      names = "--member-context",
      defaultValue = "",
      paramLabel = "NAME",
      description = "Context in that kubeconfig, if not the current one.")
  private String memberContext = "";

  @Option(names = "--provider", defaultValue = "", description = "Where it runs: aws, on-prem, ...")
  private String provider = "";

  @Option(names = "--region", defaultValue = "", description = "The region that it is in.")
  private String region = "";

  @Option(names = "--zone", defaultValue = "", description = "The zone that it is in.")
  private String zone = "";

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Label of the Cluster, for policies to select by; may be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--taint",
      paramLabel = "KEY=VALUE:EFFECT",
      description =
          "NoSchedule keeps new replicas away, NoExecute drives out those that are there too; may"
              + " be repeated.")
  private List<String> taints = new ArrayList<>();

  @Mixin private FederationOptions federation = new FederationOptions();

  @Override
  public Integer call() throws Exception {
    JoinRequest request = request();
    try (ClientFactory clients = new ClientFactory(SETTINGS);
        ApiClient client = federation.context().connect(clients)) {
      Joiner.Joined joined = new Joiner(clients, client).join(request);
      System.out.println(
          "Joined " + name + ": " + joined.server() + ", Kubernetes " + joined.version());
    }
    return 0;
  }

  private JoinRequest request() {
    try {
      MemberTraits traits =
          new MemberTraits(
              provider, region, zone, labels, taints.stream().map(MemberTraits::taint).toList());
      return new JoinRequest(name, Kubeconfigs.read(memberKubeconfig, memberContext), traits);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Failures.oneLine(e), e);
    }
  }
}
