package io.ubernetes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ListOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {
  private static final Duration DELAY = Duration.ofMillis(50);

  @TempDir Path directory;

  @Test
  void twentyClustersOfFiftyNodesStart() throws IOException {
    try (Simulator simulator = start(20, 50);
        ClientFactory clients = new ClientFactory()) {
      assertThat(simulator.clusters()).hasSize(20);
      for (SimulatedCluster cluster : simulator.clusters()) {
        assertThat(cluster.nodes().names()).hasSize(50);
      }
      SimulatedCluster last = simulator.cluster("member-20");
      assertThat(Files.getPosixFilePermissions(last.kubeconfig()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      try (ApiClient client = clients.fromKubeconfig(last.kubeconfig())) {
        assertThat(client.list(ApiResources.NODES, ListOptions.ALL).items()).hasSize(50);
      }
    }
  }

  @Test
  void kubectlMakesAReplicaSetAndWaitsForIt() throws Exception {
    Optional<String> kubectl = kubectl();
    assumeThat(kubectl).as("kubectl in KUBECTL or on the PATH").isPresent();
    try (Simulator simulator = start(1, 2)) {
      String kubeconfig = simulator.cluster("member-1").kubeconfig().toString();
      Path manifest = directory.resolve("web.yaml");
      Files.writeString(
          manifest,
          """
          apiVersion: apps/v1
          kind: ReplicaSet
          metadata: {name: web}
          spec:
            replicas: 3
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                containers:
                - {name: web, image: "web:1"}
          """);
      run(kubectl.get(), kubeconfig, "apply", "-f", manifest.toString());
      run(
          kubectl.get(),
          kubeconfig,
          "wait",
          "--for=jsonpath={.status.readyReplicas}=3",
          "--timeout=60s",
          "rs/web");
      assertThat(run(kubectl.get(), kubeconfig, "get", "pods")).contains("1/1").contains("Running");
      assertThat(run(kubectl.get(), kubeconfig, "get", "nodes")).contains("Ready");
    }
  }

  private Simulator start(int clusters, int nodes) throws IOException {
    return Simulator.start(
        Simulator.Config.of(directory, clusters, nodes, NodeShape.DEFAULT, DELAY, 0));
  }

  private static Optional<String> kubectl() {
    String named = System.getenv("KUBECTL");
    if (named != null) {
      return Optional.of(named);
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, "kubectl");
      if (Files.isExecutable(file)) {
        return Optional.of(file.toString());
      }
    }
    return Optional.empty();
  }

  private String run(String kubectl, String kubeconfig, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(kubectl, "--kubeconfig", kubeconfig));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "kubectl", ".out");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", directory.toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
    return text;
  }
}
