package io.ubernetes.scheduler;

import static io.ubernetes.scheduler.TestFederation.PATIENCE;
import static io.ubernetes.scheduler.TestFederation.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Placements of kinds that no controller carries to members yet.
class AllKindsTest {
  private final TestFederation federation = new TestFederation();

  @BeforeEach
  void start() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.start();
  }

  @AfterEach
  void close() {
    federation.close();
  }

  @Test
  void aStatefulSetIsPlacedByRangesOfOrdinalsAndHeldByNoFinalizer() {
    create(PropagatedKinds.STATEFUL_SETS, "db", "'replicas': 5");
    ApiObject placement = awaitPlacement("statefulsets.apps.db");
    List<DestCluster> destinations = spec(placement).destClusters();
    assertThat(destinations).extracting(DestCluster::replicas).containsExactlyInAnyOrder(2, 3);
    assertThat(ordinals(destinations)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(placement.finalizers()).isEmpty();
    assertThat(placement.ownerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.kind()).isEqualTo("StatefulSet"));
  }

  private static List<Integer> ordinals(List<DestCluster> destinations) {
    List<Integer> ordinals = new ArrayList<>();
    for (DestCluster destination : destinations) {
      int start = Objects.requireNonNull(destination.ordinalsStart());
      for (int i = 0; i < Objects.requireNonNull(destination.replicas()); i++) {
        ordinals.add(start + i);
      }
    }
    return ordinals;
  }

  @Test
  void aJobIsPlacedByCompletions() {
    create(PropagatedKinds.JOBS, "sums", "'parallelism': 4, 'completions': 10");
    List<DestCluster> destinations = spec(awaitPlacement("jobs.batch.sums")).destClusters();
    assertThat(destinations).extracting(DestCluster::replicas).containsExactly(2, 2);
    assertThat(destinations).extracting(DestCluster::completions).containsExactly(5, 5);
  }

  @Test
  void whatIsNotCarriedKeepsNoRoomFromOthers() {
    create(PropagatedKinds.DEPLOYMENTS, "front", "'replicas': 40");
    awaitPlacement("deployments.apps.front");
    federation.create("web", 40);
    federation.awaitPlaced("web", Map.of("a", 20, "b", 20));
  }

  @Test
  void whatHasNoReplicasGoesWholeToEveryCluster() {
    create(PropagatedKinds.DAEMON_SETS, "agent", "'x': 1");
    create(PropagatedKinds.CRON_JOBS, "nightly", "'x': 1");
    for (String name : List.of("daemonsets.apps.agent", "cronjobs.batch.nightly")) {
      assertThat(spec(awaitPlacement(name)).destClusters())
          .containsExactly(new DestCluster("a", null), new DestCluster("b", null));
    }
  }

  @Test
  void configMapsAndServicesArePlacedWhileAPolicySelectsThem() {
    federation.policy("default", "{'clusterAffinity': {'clusterNames': ['a']}}");
    create(PropagatedKinds.CONFIG_MAPS, "settings", "'x': 1");
    create(PropagatedKinds.SERVICES, "web", "'x': 1");
    federation.settle();
    assertThat(placement("configmaps.core.settings")).isEmpty();
    federation.policy(
        "shared",
        "{'resourceSelectors': [{'apiVersion': 'v1', 'kind': 'ConfigMap'},"
            + " {'apiVersion': 'v1', 'kind': 'Service', 'name': 'web'}],"
            + " 'clusterAffinity': {'clusterNames': ['b']}}");
    for (String name : List.of("configmaps.core.settings", "services.core.web")) {
      assertThat(spec(awaitPlacement(name)).destClusters())
          .containsExactly(new DestCluster("b", null));
    }
    federation.deletePolicy("shared");
    awaitWithdrawn("configmaps.core.settings");
    awaitWithdrawn("services.core.web");
    assertThat(spec(awaitPlacement("services.core.web")).policy()).isNull();
  }

  @Test
  void whatAPolicySelectsNoMoreIsWithdrawnAndPlacedAgainWhenItDoes() {
    federation.policy("shared", SELECTING_WEB);
    create(PropagatedKinds.CONFIG_MAPS, "settings", "'x': 1");
    label("settings", "web");
    awaitPlacement("configmaps.core.settings");
    selectInstead("shared", "db");
    awaitWithdrawn("configmaps.core.settings");
    selectInstead("shared", "web");
    awaitDestinations("configmaps.core.settings", "a", "b");
    label("settings", "db");
    awaitWithdrawn("configmaps.core.settings");
    federation.api.delete(
        ApiResources.PLACEMENTS, key("configmaps.core.settings"), DeleteOptions.BACKGROUND);
    federation.settle();
    assertThat(placement("configmaps.core.settings")).isEmpty();
    label("settings", "web");
    awaitDestinations("configmaps.core.settings", "a", "b");
  }

  @Test
  void whatWasDeselectedWhileNoSchedulerRanIsWithdrawnByTheNextOne() throws InterruptedException {
    federation.policy("gone", SELECTING_WEB);
    create(PropagatedKinds.CONFIG_MAPS, "settings", "'x': 1");
    label("settings", "web");
    awaitDestinations("configmaps.core.settings", "a", "b");
    federation.stop();
    federation.deletePolicy("gone");
    federation.start();
    awaitWithdrawn("configmaps.core.settings");
  }

  @Test
  void whatNoClusterCouldTakeIsWithdrawnToo() {
    federation.policy(
        "nowhere",
        "{'resourceSelectors': [{'apiVersion': 'v1', 'kind': 'ConfigMap'}],"
            + " 'clusterAffinity': {'clusterNames': ['z']}}");
    create(PropagatedKinds.CONFIG_MAPS, "settings", "'x': 1");
    assertThat(spec(awaitPlacement("configmaps.core.settings")).destClusters()).isEmpty();
    federation.deletePolicy("nowhere");
    awaitWithdrawn("configmaps.core.settings");
  }

  private static final String SELECTING_WEB =
      "{'resourceSelectors': [{'apiVersion': 'v1', 'kind': 'ConfigMap',"
          + " 'labelSelector': {'matchLabels': {'app': 'web'}}}]}";

  private void selectInstead(String policy, String app) {
    federation.api.edit(
        ApiResources.PROPAGATION_POLICIES,
        key(policy),
        json ->
            json.set(
                "spec", TestFederation.json(SELECTING_WEB.replace("web", app).replace('\'', '"'))));
  }

  private void label(String configMap, String app) {
    ApiResource resource = ApiResource.namespaced(PropagatedKinds.CONFIG_MAPS.kind(), "configmaps");
    federation.api.edit(
        resource,
        key(configMap),
        json -> json.withObject("/metadata").withObject("/labels").put("app", app));
  }

  private void awaitWithdrawn(String placement) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(placement(placement))
                .hasValueSatisfying(found -> assertThat(spec(found).withdrawn()).isTrue()));
  }

  private void awaitDestinations(String placement, String... clusters) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(placement(placement))
                .hasValueSatisfying(found ->
                    assertThat(spec(found).destClusters())
                        .extracting(DestCluster::cluster)
                        .containsExactly(clusters)));
  }

  private void create(WorkloadKind kind, String name, String spec) {
    String json =
        """
        {"metadata": {"name": "%s", "namespace": "default"},
         "spec": {%s, "template": {"spec": {"containers": [
             {"name": "c", "resources": {"requests": {"cpu": "100m"}}}]}}}}
        """
            .formatted(name, spec.replace('\'', '"'));
    ApiObject object = ApiObject.parse(json.getBytes(StandardCharsets.UTF_8));
    object.json().put("apiVersion", kind.kind().apiVersion()).put("kind", kind.kind().kind());
    ApiResource resource = ApiResource.namespaced(kind.kind(), kind.resource().resource());
    federation.api.create(resource, object);
  }

  private Optional<ApiObject> placement(String name) {
    return federation.api.get(ApiResources.PLACEMENTS, key(name));
  }

  private ApiObject awaitPlacement(String name) {
    NamespacedName key = key(name);
    await().atMost(PATIENCE).until(() -> placement(key.name()).isPresent());
    return placement(name).orElseThrow();
  }

  private static PlacementSpec spec(ApiObject placement) {
    return Federation.spec(placement, PlacementSpec.class);
  }
}
