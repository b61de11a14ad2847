package io.ubernetes.cli;

import io.ubernetes.cli.placement.ObjectName;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.scheduler.SchedulerConfig;
import io.ubernetes.scheduler.WhatIf;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What all commands that ask about placements have in common: the federation, and a namespace.
final class PlacementOptions {

  @Mixin private FederationOptions federation = new FederationOptions();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Namespace of the object (default: ${DEFAULT-VALUE}).")
  private String namespace = "default";

  /// What the federation is like now.
  WhatIf read() {
    try (ClientFactory clients = new ClientFactory(JoinCommand.SETTINGS);
        ApiClient client = federation.context().connect(clients)) {
      return WhatIf.read(client, SchedulerConfig.DEFAULT, Instant.now());
    }
  }

  static ObjectName object(String text) {
    return ObjectName.parse(text, WhatIf.kinds())
        .orElseThrow(() ->
            new UsageException(
                "\""
                    + text
                    + "\" is no KIND/NAME of a kind that is placed, such as"
                    + " replicaset/web"));
  }

  NamespacedName key(ObjectName object) {
    return new NamespacedName(namespace, object.name());
  }

  String namespace() {
    return namespace;
  }

  IllegalStateException missing(ObjectName object) {
    return new IllegalStateException(
        "there is no " + object.kind().kind() + " " + key(object) + " that is placed");
  }
}
