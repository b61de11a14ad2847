package io.ubernetes.cli;

import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which federation is meant, as for kubectl: `--kubeconfig`, else `KUBECONFIG`, else
/// `~/.kube/config`.
final class FederationOptions {

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Kubeconfig of the federation (else $KUBECONFIG, else ~/.kube/config).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Context in the kubeconfig, if not the current one.")
  private String context = "";

  KubeconfigContext context() {
    return kubeconfig == null
        ? Kubeconfigs.fromEnvironment(System.getenv(), context)
        : Kubeconfigs.read(kubeconfig, context);
  }
}
