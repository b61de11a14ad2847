package io.ubernetes.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/// A ReplicaSet's life in a federation that keeps its objects in an etcd container and whose
/// members are k3s servers. These run without kubelet and scheduler; the tests play their nodes, so
/// that room is what they say it is. Where there is no Docker, this is not run.
@Testcontainers(disabledWithoutDocker = true)
final class FederationInContainersIT extends ReplicaSetLife {

  private static final DockerImageName K3S = DockerImageName.parse("rancher/k3s:v1.33.5-k3s1");
  private static final DockerImageName ETCD = DockerImageName.parse("quay.io/coreos/etcd:v3.5.21");
  private static final int ETCD_PORT = 2379;
  private static final int MEMBERS = 3;
  private static final Duration STARTUP = Duration.ofMinutes(5);

  // Not made here: without Docker that would fail before anybody could say that it is not run.
  private static final List<K3sContainer> servers = new ArrayList<>();
  private static final List<Path> kubeconfigs = new ArrayList<>();

  FederationInContainersIT(@TempDir Path folder) throws Exception {
    super(inContainers(folder));
  }

  private static LiveFederation inContainers(Path folder) throws Exception {
    GenericContainer<?> etcd = etcd();
    String endpoint = "http://" + etcd.getHost() + ":" + etcd.getMappedPort(ETCD_PORT);
    return new LiveFederation(folder, List.of(endpoint), kubeconfigs, etcd);
  }

  private static GenericContainer<?> etcd() {
    GenericContainer<?> etcd =
        new GenericContainer<>(ETCD)
            .withCommand(
                "etcd",
                "--listen-client-urls=http://0.0.0.0:" + ETCD_PORT,
                "--advertise-client-urls=http://0.0.0.0:" + ETCD_PORT)
            .withExposedPorts(ETCD_PORT)
            .waitingFor(Wait.forHttp("/health").forPort(ETCD_PORT).withStartupTimeout(STARTUP));
    etcd.start();
    return etcd;
  }

  @BeforeAll
  static void startMembers(@TempDir Path folder) throws Exception {
    for (int i = 1; i <= MEMBERS; i++) {
      K3sContainer server = new K3sContainer(K3S);
      server
          .withCommand(
              "server",
              "--disable-agent",
              "--disable-scheduler",
              "--disable-cloud-controller",
              "--disable=coredns,local-storage,metrics-server,servicelb,traefik",
              "--tls-san=" + server.getHost())
          .waitingFor(
              Wait.forSuccessfulCommand("kubectl get --raw=/readyz").withStartupTimeout(STARTUP));
      servers.add(server);
      server.start();
      Path kubeconfig = folder.resolve("k3s-" + i + ".kubeconfig");
      kubeconfigs.add(Files.writeString(kubeconfig, server.getKubeConfigYaml()));
    }
  }

  @AfterAll
  static void stopMembers() {
    servers.forEach(GenericContainer::stop);
  }
}
