package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ListOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What a quota says is used, while objects come and go.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaControllerTest {

  private TestFederation federation;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    federation = new TestFederation(data).start();
  }

  @AfterAll
  void close() {
    federation.close();
  }

  private void quota(String namespace, String... hard) {
    ApiObject quota = ApiObject.of(Resources.RESOURCE_QUOTAS.kind(), namespace, "q");
    ObjectNode limits = quota.json().putObject("spec").putObject("hard");
    for (int i = 0; i < hard.length; i += 2) {
      limits.put(hard[i], hard[i + 1]);
    }
    federation.client().create(Resources.RESOURCE_QUOTAS, quota);
  }

  private String used(String namespace, String resource) {
    ApiObject quota =
        federation
            .client()
            .get(Resources.RESOURCE_QUOTAS, new NamespacedName(namespace, "q"))
            .orElseThrow();
    return Json.text(quota.json(), "status", "used", resource);
  }

  private List<String> configMaps(String namespace) {
    return federation
        .client()
        .list(ApiResources.CONFIG_MAPS, ListOptions.ALL.withNamespace(namespace))
        .items()
        .stream()
        .map(ApiObject::name)
        .sorted()
        .toList();
  }

  private void configMap(String namespace, String name) {
    federation
        .client()
        .create(
            ApiResources.CONFIG_MAPS,
            ApiObject.of(ApiResources.CONFIG_MAPS.kind(), namespace, name));
  }

  @Test
  void whatIsDeletedIsGivenBack() {
    federation.namespace("quota");
    configMap("quota", "before");
    // The controllers put one there as well; it must be counted before the room is.
    eventually(() -> assertThat(configMaps("quota")).containsExactly("before", "kube-root-ca.crt"));
    quota("quota", "configmaps", "3", "count/replicasets.apps", "4", "pods", "5");
    eventually(() -> assertThat(used("quota", "configmaps")).isEqualTo("2"));
    assertThat(used("quota", "count/replicasets.apps")).isEqualTo("0");
    assertThat(used("quota", "pods")).isEqualTo("0");
    configMap("quota", "last");
    assertThat(refusal("quota", "more")).contains("exceeded quota: q, requested: configmaps=1");
    federation.create("quota", "web", 1);
    eventually(() -> assertThat(used("quota", "count/replicasets.apps")).isEqualTo("1"));
    federation.client().delete(ApiResources.CONFIG_MAPS, new NamespacedName("quota", "before"));
    eventually(() -> assertThat(used("quota", "configmaps")).isEqualTo("2"));
    configMap("quota", "more");
  }

  private String refusal(String namespace, String name) {
    try {
      configMap(namespace, name);
      return "";
    } catch (ApiClientException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
