package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.cli.join.JoinRequest;
import io.ubernetes.cli.join.Joiner;
import io.ubernetes.cli.join.MemberTraits;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ListOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The federation in processes of its own, which are killed in the middle of their work.
final class ProcessFaultsIT {

  private static final int WORKLOADS = 200;
  private static final int REPLICAS = 2;
  private static final String NAMESPACE = "team";
  private static final List<String> MEMBERS = List.of("member-1", "member-2", "member-3");

  private final Path folder;
  private final Path data;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ClientFactory clients = own(new ClientFactory());

  ProcessFaultsIT(@TempDir Path folder) {
    this.folder = folder;
    this.data = folder.resolve("federation");
  }

  @AfterEach
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  @Test
  void allConvergesThoughEveryPartIsKilledInTheMiddle() throws Exception {
    EtcdProcess etcd = own(EtcdProcess.start());
    UbernetesProcess simulator =
        start("simulator", "--data-dir", folder.resolve("members-data").toString(), "--nodes", "5");
    UbernetesProcess server = startServer(etcd);
    server.awaitSaid("The API server is ready", 1);
    UbernetesProcess scheduler = start("scheduler", "--kubeconfig", kubeconfig("scheduler"));
    UbernetesProcess controllers = start("controllers", "--kubeconfig", kubeconfig("controllers"));
    ApiClient admin = own(clients.fromKubeconfig(data.resolve("admin.kubeconfig")));
    simulator.awaitSaid("member-3 is ready", 1);
    Map<String, ApiClient> members = join(admin);
    create(
        admin,
        ApiResources.NAMESPACES,
        ApiObject.of(ApiResources.NAMESPACES.kind(), "", NAMESPACE));

    Map<String, String> acknowledged = new TreeMap<>();
    for (int i = 0; i < WORKLOADS; i++) {
      ApiObject made = create(admin, ApiResources.REPLICA_SETS, workload("web-" + i));
      acknowledged.put(made.name(), made.uid());
      switch (i) {
        case 30 -> killAndRestart(scheduler);
        case 70 -> killAndRestart(controllers);
        case 110 -> killAndRestart(server);
        case 150 -> {
          etcd.kill();
          etcd.restart();
        }
        default -> {}
      }
    }
    awaitConverged(admin, members, acknowledged);
  }

  private UbernetesProcess start(String... arguments) throws IOException {
    return own(new UbernetesProcess(folder, arguments));
  }

  private UbernetesProcess startServer(EtcdProcess etcd) throws IOException {
    return start(
        "apiserver",
        "--data-dir",
        data.toString(),
        "--port",
        Integer.toString(freePort()),
        "--etcd",
        etcd.endpoint());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String kubeconfig(String user) {
    return data.resolve(user + ".kubeconfig").toString();
  }

  private static void killAndRestart(UbernetesProcess process) throws IOException {
    process.kill();
    process.restart();
  }

  private Map<String, ApiClient> join(ApiClient admin) throws Exception {
    Map<String, ApiClient> members = new LinkedHashMap<>();
    for (String name : MEMBERS) {
      Path kubeconfig = folder.resolve("members-data/members/" + name + ".kubeconfig");
      members.put(name, own(clients.fromKubeconfig(kubeconfig)));
      new Joiner(clients, admin)
          .join(new JoinRequest(name, Kubeconfigs.read(kubeconfig, ""), MemberTraits.NONE));
    }
    return members;
  }

  private static ApiObject workload(String name) {
    return LiveFederation.object(NAMESPACE, Manifests.replicaSet(name, REPLICAS));
  }

  /// As a client does that cannot know whether its request was carried out: it asks again.
  private static ApiObject create(ApiClient client, ApiResource resource, ApiObject object) {
    ApiObject[] made = new ApiObject[1];
    awaiting(object.key() + " is created")
        .until(() -> {
          try {
            made[0] = client.create(resource, object);
          } catch (ApiClientException refused) {
            if (!refused.isAlreadyExists()) {
              throw refused;
            }
            made[0] = client.get(resource, object.key()).orElseThrow();
          }
          return true;
        });
    return made[0];
  }

  private static void awaitConverged(
      ApiClient admin, Map<String, ApiClient> members, Map<String, String> acknowledged) {
    awaiting("all " + WORKLOADS + " workloads are ready")
        .untilAsserted(() -> {
          Map<String, String> kept = new TreeMap<>();
          int ready = 0;
          for (ApiObject object : list(admin, ApiResources.REPLICA_SETS)) {
            kept.put(object.name(), object.uid());
            ready += object.json().path("status").path("readyReplicas").asInt();
          }
          assertThat(kept).as("what was acknowledged, and nothing else").isEqualTo(acknowledged);
          assertThat(ready).isEqualTo(WORKLOADS * REPLICAS);
          assertMembersHoldWhatIsPlaced(admin, members);
        });
  }

  private static void assertMembersHoldWhatIsPlaced(
      ApiClient admin, Map<String, ApiClient> members) {
    Map<String, Integer> placed = new TreeMap<>();
    for (ApiObject placement : list(admin, ApiResources.PLACEMENTS)) {
      PlacementSpec spec = Federation.spec(placement, PlacementSpec.class);
      Split split = Split.of(spec);
      assertThat(split.total()).as("%s", spec).isEqualTo(REPLICAS);
      String name = spec.target() == null ? "" : spec.target().name();
      split.replicas().forEach((cluster, replicas) -> placed.put(cluster + "/" + name, replicas));
    }
    Map<String, Integer> held = new TreeMap<>();
    int pods = 0;
    for (Map.Entry<String, ApiClient> member : members.entrySet()) {
      for (ApiObject part : list(member.getValue(), ApiResources.REPLICA_SETS)) {
        held.put(
            member.getKey() + "/" + part.name(), part.json().path("spec").path("replicas").asInt());
      }
      pods += list(member.getValue(), ApiResources.PODS).size();
    }
    assertThat(held).as("what the members hold").isEqualTo(placed);
    assertThat(pods).as("pods, none doubled").isEqualTo(WORKLOADS * REPLICAS);
  }

  private static List<ApiObject> list(ApiClient client, ApiResource resource) {
    return client.list(resource, ListOptions.ALL.withNamespace(NAMESPACE)).items();
  }
}
