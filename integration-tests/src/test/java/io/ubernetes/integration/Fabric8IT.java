package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The fabric8 client, with its typed models, informers, server-side apply and leader election,
/// uses the federation as it would a cluster.
final class Fabric8IT extends OnAFederation {

  private static final String NAMESPACE = "fabric8";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static KubernetesClient client;

  @BeforeAll
  static void connect() {
    client = newClient();
    client
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  private static KubernetesClient newClient() {
    File kubeconfig = adminKubeconfig().toFile();
    return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Test
  void anObjectIsMadeEditedScaledAndDeleted() {
    var sets = client.apps().replicaSets().inNamespace(NAMESPACE);
    ReplicaSet made = sets.resource(replicaSet("web", 3)).create();
    assertThat(made.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Always");
    ReplicaSet edited =
        sets.withName("web")
            .edit(set -> new ReplicaSetBuilder(set).editSpec().withReplicas(4).endSpec().build());
    assertThat(edited.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(sets.withName("web").scale(6).getSpec().getReplicas()).isEqualTo(6);
    assertThat(sets.withLabel("app", "web").list().getItems()).hasSize(1);
    assertThat(sets.withName("web").delete()).hasSize(1);
    await().atMost(PATIENCE).until(() -> sets.withName("web").get() == null);
  }

  @Test
  void serverSideApplyTellsWhoOwnsAField() {
    apply("one", configMap("shared", Map.of("a", "1", "b", "1")), false);
    KubernetesClientException conflict =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> apply("two", configMap("shared", Map.of("b", "2")), false));
    assertThat(conflict.getCode()).isEqualTo(409);
    assertThat(conflict.getStatus().getDetails().getCauses())
        .extracting("field")
        .containsExactly(".data.b");
    assertThat(apply("two", configMap("shared", Map.of("b", "2")), true).getData())
        .isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(apply("one", configMap("shared", Map.of()), false).getData())
        .isEqualTo(Map.of("b", "2"));
  }

  private static ConfigMap apply(String manager, ConfigMap configMap, boolean force) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(force)
            .build();
    return client.configMaps().inNamespace(NAMESPACE).resource(configMap).patch(context);
  }

  @Test
  void itsInformersSeeEveryChange() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    var configMaps = client.configMaps().inNamespace(NAMESPACE);
    try (var informer = configMaps.withLabel("informed", "yes").inform(recording(seen))) {
      ConfigMap configMap =
          new ConfigMapBuilder(configMap("seen", Map.of("a", "1")))
              .editMetadata()
              .addToLabels("informed", "yes")
              .endMetadata()
              .build();
      configMaps.resource(configMap).create();
      await().atMost(PATIENCE).until(() -> seen.contains("added seen"));
      configMaps
          .withName("seen")
          .edit(map -> new ConfigMapBuilder(map).addToData("b", "2").build());
      await().atMost(PATIENCE).until(() -> seen.contains("updated seen"));
      configMaps.withName("seen").delete();
      await().atMost(PATIENCE).until(() -> seen.contains("deleted seen"));
      assertThat(informer.hasSynced()).isTrue();
    }
  }

  private static ResourceEventHandler<ConfigMap> recording(Set<String> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap added) {
        seen.add("added " + added.getMetadata().getName());
      }

      @Override
      public void onUpdate(ConfigMap old, ConfigMap updated) {
        seen.add("updated " + updated.getMetadata().getName());
      }

      @Override
      public void onDelete(ConfigMap deleted, boolean unknown) {
        seen.add("deleted " + deleted.getMetadata().getName());
      }
    };
  }

  @Test
  void oneOfTwoLeadsAndTheOtherFollowsWhenItGivesUp() {
    AtomicReference<String> leader = new AtomicReference<>("");
    try (KubernetesClient other = newClient()) {
      CompletableFuture<?> first = elector(client, "first", leader).start();
      await().atMost(PATIENCE).until(() -> "first".equals(leader.get()));
      CompletableFuture<?> second = elector(other, "second", leader).start();
      assertThat(client.leases().inNamespace(NAMESPACE).withName("lock").get().getSpec())
          .extracting("holderIdentity")
          .isEqualTo("first");
      first.cancel(true);
      await().atMost(PATIENCE).until(() -> "second".equals(leader.get()));
      second.cancel(true);
    }
  }

  private static LeaderElector elector(
      KubernetesClient client, String identity, AtomicReference<String> leader) {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(identity)
                .withLock(new LeaseLock(NAMESPACE, "lock", identity))
                .withLeaseDuration(Duration.ofSeconds(6))
                .withRenewDeadline(Duration.ofSeconds(4))
                .withRetryPeriod(Duration.ofMillis(500))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(() -> leader.set(identity), () -> {}, _ -> {}))
                .build())
        .build();
  }

  private static ConfigMap configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withData(data)
        .build();
  }

  private static ReplicaSet replicaSet(String name, int replicas) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage("example/c:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
