package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The official Java client uses the federation as it would a cluster.
final class JavaClientIT extends OnAFederation {

  private static final String NAMESPACE = "java";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: "example/c:1", ports: [{containerPort: 80}]}]}
      """;

  private static ApiClient client;
  private static CoreV1Api core;
  private static AppsV1Api apps;

  @BeforeAll
  static void connect() throws Exception {
    client = Config.fromConfig(adminKubeconfig().toString());
    core = new CoreV1Api(client);
    apps = new AppsV1Api(client);
    V1Namespace namespace = new V1Namespace().metadata(new V1ObjectMeta().name(NAMESPACE));
    assertThat(core.createNamespace(namespace).execute().getStatus().getPhase())
        .isEqualTo("Active");
  }

  @AfterAll
  static void disconnect() {
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
  }

  @Test
  void anObjectIsMadeReadReplacedAndDeleted() throws Exception {
    V1Deployment made =
        apps.createNamespacedDeployment(NAMESPACE, (V1Deployment) Yaml.load(DEPLOYMENT)).execute();
    assertThat(made.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getStrValue())
        .isEqualTo("25%");
    V1Deployment read = apps.readNamespacedDeployment("web", NAMESPACE).execute();
    assertThat(read.getMetadata()).isEqualTo(made.getMetadata());
    read.getSpec().setReplicas(5);
    V1Deployment replaced = apps.replaceNamespacedDeployment("web", NAMESPACE, read).execute();
    assertThat(replaced.getMetadata().getGeneration()).isEqualTo(2);
    ApiException stale =
        catchThrowableOfType(
            ApiException.class,
            () -> apps.replaceNamespacedDeployment("web", NAMESPACE, read).execute());
    assertThat(stale.getCode()).isEqualTo(409);
    assertThat(apps.deleteNamespacedDeployment("web", NAMESPACE).execute().getStatus())
        .isEqualTo("Success");
    ApiException gone =
        catchThrowableOfType(
            ApiException.class, () -> apps.readNamespacedDeployment("web", NAMESPACE).execute());
    assertThat(gone.getCode()).isEqualTo(404);
  }

  @Test
  void itsPatchesAndItsApplyDoWhatTheyDoInACluster() throws Exception {
    var _ = core.createNamespacedConfigMap(NAMESPACE, configMap("patched", "a", "1")).execute();
    V1ConfigMap merged = patch("{\"data\":{\"b\":\"2\"}}", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH);
    assertThat(merged.getData()).isEqualTo(Map.of("a", "1", "b", "2"));
    V1ConfigMap patched =
        patch("[{\"op\":\"remove\",\"path\":\"/data/a\"}]", V1Patch.PATCH_FORMAT_JSON_PATCH);
    assertThat(patched.getData()).isEqualTo(Map.of("b", "2"));
    V1ConfigMap strategic =
        patch("{\"data\":{\"b\":null,\"c\":\"3\"}}", V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH);
    assertThat(strategic.getData()).isEqualTo(Map.of("c", "3"));
    V1ConfigMap applied =
        patch(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"patched\"},"
                + "\"data\":{\"d\":\"4\"}}",
            V1Patch.PATCH_FORMAT_APPLY_YAML);
    assertThat(applied.getData()).isEqualTo(Map.of("c", "3", "d", "4"));
    ApiException conflict =
        catchThrowableOfType(
            ApiException.class,
            () ->
                patch(
                    "other",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                        + "{\"name\":\"patched\"},\"data\":{\"d\":\"5\"}}",
                    V1Patch.PATCH_FORMAT_APPLY_YAML));
    assertThat(conflict.getCode()).isEqualTo(409);
    assertThat(conflict.getResponseBody()).contains("conflict with", "java");
  }

  private static V1ConfigMap patch(String body, String format) throws ApiException {
    return patch("java", body, format);
  }

  private static V1ConfigMap patch(String manager, String body, String format) throws ApiException {
    return PatchUtils.patch(
        V1ConfigMap.class,
        () ->
            core.patchNamespacedConfigMap("patched", NAMESPACE, new V1Patch(body))
                .fieldManager(manager)
                .buildCall(null),
        format,
        client);
  }

  @Test
  void itsInformersSeeEveryChange() throws Exception {
    GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> configMaps =
        new GenericKubernetesApi<>(
            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    SharedInformerFactory factory = new SharedInformerFactory(client);
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(configMaps, V1ConfigMap.class, 0, NAMESPACE);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1ConfigMap added) {
            seen.add("added " + added.getMetadata().getName());
          }

          @Override
          public void onUpdate(V1ConfigMap old, V1ConfigMap updated) {
            seen.add("updated " + updated.getMetadata().getName());
          }

          @Override
          public void onDelete(V1ConfigMap deleted, boolean unknown) {
            seen.add("deleted " + deleted.getMetadata().getName());
          }
        });
    try {
      factory.startAllRegisteredInformers();
      await().atMost(PATIENCE).until(informer::hasSynced);
      V1ConfigMap made =
          core.createNamespacedConfigMap(NAMESPACE, configMap("seen", "a", "1")).execute();
      await().atMost(PATIENCE).until(() -> seen.contains("added seen"));
      made.putDataItem("b", "2");
      var _ = core.replaceNamespacedConfigMap("seen", NAMESPACE, made).execute();
      await().atMost(PATIENCE).until(() -> seen.contains("updated seen"));
      var _ = core.deleteNamespacedConfigMap("seen", NAMESPACE).execute();
      await().atMost(PATIENCE).until(() -> seen.contains("deleted seen"));
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  private static V1ConfigMap configMap(String name, String key, String value) {
    return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).putDataItem(key, value);
  }
}
