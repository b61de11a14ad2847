package io.ubernetes.apimachinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class DiscoveryDocumentsTest {

  private static final String V2 =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final String V2BETA1 =
      "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

  private final DiscoveryDocuments documents =
      new DiscoveryDocuments(BuiltinKinds.all(), "127.0.0.1:6443");

  private ObjectNode json(String path, String accept) {
    return Json.parseObject(documents.find(path, accept).orElseThrow().bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_v1", "apis_apps_v1", "apis_coordination.k8s.io_v1"})
  void resourcesAreThoseOfKubernetes(String name) {
    JsonNode recorded = Oracle.orSkip().document("discovery", name);
    ObjectNode served = json("/" + name.replace('_', '/'), "");
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode resource : served.path("resources")) {
      softly.assertThat(resource).isEqualTo(named(recorded.path("resources"), "name", resource));
    }
    softly.assertAll();
    assertThat(served.path("resources").size()).isPositive();
    assertThat(without(served, "resources")).isEqualTo(without(recorded, "resources"));
  }

  @Test
  void theAggregatedFormIsThatOfKubernetes() {
    Oracle oracle = Oracle.orSkip();
    SoftAssertions softly = new SoftAssertions();
    compareGroup(softly, json("/api", V2), oracle.document("discovery", "aggregated-api"), "");
    JsonNode recorded = oracle.document("discovery", "aggregated-apis");
    compareGroup(softly, json("/apis", V2), recorded, "apps");
    compareGroup(softly, json("/apis", V2), recorded, "coordination.k8s.io");
    softly.assertAll();
  }

  private static void compareGroup(
      SoftAssertions softly, JsonNode served, JsonNode recorded, String group) {
    JsonNode version = group(served, group).at("/versions/0");
    JsonNode recordedVersion = group(recorded, group).at("/versions/0");
    softly.assertThat(version.path("resources").size()).isPositive();
    for (JsonNode resource : version.path("resources")) {
      JsonNode expected = named(recordedVersion.path("resources"), "resource", resource);
      softly
          .assertThat(without(resource, "subresources"))
          .isEqualTo(without(expected, "subresources"));
      for (JsonNode subresource : resource.path("subresources")) {
        softly
            .assertThat(subresource)
            .isEqualTo(named(expected.path("subresources"), "subresource", subresource));
      }
    }
    softly.assertThat(without(served, "items")).isEqualTo(without(recorded, "items"));
  }

  private static ObjectNode without(JsonNode object, String field) {
    ObjectNode copy = ((ObjectNode) object).deepCopy();
    copy.remove(field);
    return copy;
  }

  private static JsonNode group(JsonNode document, String name) {
    for (JsonNode item : document.path("items")) {
      if (item.at("/metadata/name").asString("").equals(name)) {
        return item;
      }
    }
    throw new AssertionError("no group " + name);
  }

  private static JsonNode named(JsonNode list, String field, JsonNode like) {
    for (JsonNode item : list) {
      if (item.path(field).equals(like.path(field))) {
        return item;
      }
    }
    throw new AssertionError("Kubernetes has no " + like);
  }

  @Test
  void groupsAndVersionsAreListed() {
    assertThat(json("/api", "").toString())
        .isEqualTo(
            "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\":"
                + "[{\"clientCIDR\":\"0.0.0.0/0\",\"serverAddress\":\"127.0.0.1:6443\"}]}");
    assertThat(json("/apis/", "application/json").path("groups"))
        .extracting(group -> group.path("name").asString())
        .contains("apps", "events.k8s.io", "coordination.k8s.io");
    assertThat(json("/apis/apps", "*/*").at("/preferredVersion/groupVersion").asString())
        .isEqualTo("apps/v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api | application/json, */* | application/json",
        "/api | " + V2 + "," + V2BETA1 + ",application/json | " + V2,
        "/apis | " + V2BETA1 + ",application/json | " + V2BETA1,
        "/apis/apps | " + V2 + ",application/json | application/json",
        "/apis | application/json;q=0.5,application/yaml | application/yaml",
        "/apis/apps/v1 | application/vnd.kubernetes.protobuf,application/json | application/json"
      })
  void theClientGetsTheFormItLikesBest(String path, String accept, String contentType) {
    assertThat(documents.find(path, accept).orElseThrow().contentType()).isEqualTo(contentType);
  }

  @Test
  void aClientThatAcceptsNothingOfThisIsRefused() {
    assertThatThrownBy(() -> documents.find("/apis", "text/html"))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(406));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/nothing",
        "/apis/apps/v9",
        "/api/v9",
        "/api/v1/x",
        "/nothing",
        "/apis/apps/v1/x"
      })
  void whereNothingIsServedThereIsNoDocument(String path) {
    assertThat(documents.find(path, "")).isEmpty();
  }

  @Test
  void yamlIsSortedAsKubernetesWritesIt() {
    assertThat(
            new String(
                documents.find("/apis/apps", "application/yaml").orElseThrow().bytes(),
                StandardCharsets.UTF_8))
        .isEqualTo(
            """
            apiVersion: v1
            kind: APIGroup
            name: apps
            preferredVersion:
              groupVersion: apps/v1
              version: v1
            versions:
            - groupVersion: apps/v1
              version: v1
            """);
  }

  @Test
  void aClientThatHasTheDocumentGetsNoSecondCopy() {
    Document document = documents.find("/apis", "").orElseThrow();
    Response.Full first = document.respond(request(Map.of()));
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).contains(new Response.Header("ETag", document.etag()));
    Response.Full second =
        document.respond(request(Map.of("if-none-match", List.of(document.etag()))));
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  private static Request request(Map<String, List<String>> headers) {
    return new Request("GET", "/apis", Map.of(), headers, new byte[0], null);
  }
}
