package io.ubernetes.apimachinery.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.discovery.Document;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.model.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class OpenApiDocumentsTest {

  private static final String OLD_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private final OpenApiDocuments documents = new OpenApiDocuments(BuiltinKinds.all());

  private static ObjectNode json(Document document) {
    return Json.parseObject(document.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/v1", "apis/apps/v1", "apis/events.k8s.io/v1"})
  void schemasAreThoseOfKubernetes(String path) {
    JsonNode recorded = Oracle.orSkip().document("openapi", path.replace('/', '_'));
    JsonNode served = json(documents.v3(path).orElseThrow());
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<String, JsonNode> entry : served.at("/components/schemas").properties()) {
      JsonNode expected = recorded.at("/components/schemas").path(entry.getKey());
      softly.assertThat(facts(entry.getValue())).as(entry.getKey()).isEqualTo(facts(expected));
    }
    softly.assertAll();
    assertThat(served.at("/components/schemas").size()).isGreaterThan(10);
  }

  /// What is not a fact: descriptions (they come from another release), and what says no more than
  /// its absence would.
  private static JsonNode facts(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    strip(copy);
    return copy;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("description").isString()) {
        object.remove("description");
      }
      if (object.path("x-kubernetes-list-type").asString("").equals("atomic")) {
        object.remove("x-kubernetes-list-type");
      }
      if (object.path("x-kubernetes-map-type").asString("").equals("granular")) {
        object.remove("x-kubernetes-map-type");
      }
      object.remove("x-kubernetes-unions");
      // Once the description beside a reference is gone, nothing needs the reference wrapped.
      if (object.size() == 1 && object.path("allOf") instanceof ArrayNode list) {
        object.setAll((ObjectNode) list.get(0));
        object.remove("allOf");
      }
      if (object.path("required") instanceof ArrayNode words) {
        List<JsonNode> sorted =
            words.values().stream().sorted(Comparator.comparing(JsonNode::stringValue)).toList();
        words.removeAll();
        words.addAll(sorted);
      }
    }
    node.forEach(OpenApiDocumentsTest::strip);
  }

  @Test
  void operationsHaveTheIdsParametersAndKindsOfKubernetes() {
    JsonNode recorded = Oracle.orSkip().document("openapi", "apis_apps_v1").path("paths");
    JsonNode served = json(documents.v3("apis/apps/v1").orElseThrow()).path("paths");
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<String, JsonNode> item : served.properties()) {
      JsonNode recordedItem = recorded.path(item.getKey());
      softly.assertThat(recordedItem.isObject()).as(item.getKey()).isTrue();
      for (Map.Entry<String, JsonNode> operation : item.getValue().properties()) {
        if (operation.getValue().isObject()) {
          compare(softly, operation.getValue(), recordedItem.path(operation.getKey()));
        }
      }
    }
    softly.assertAll();
    assertThat(served.properties()).isNotEmpty();
  }

  private static void compare(SoftAssertions softly, JsonNode served, JsonNode recorded) {
    String id = served.path("operationId").asString();
    softly.assertThat(id).isEqualTo(recorded.path("operationId").asString());
    for (String field : List.of("x-kubernetes-action", "x-kubernetes-group-version-kind", "tags")) {
      softly.assertThat(served.path(field)).as(id).isEqualTo(recorded.path(field));
    }
    softly
        .assertThat(served.path("responses").propertyNames())
        .as(id)
        .isEqualTo(recorded.path("responses").propertyNames());
    for (JsonNode parameter : served.path("parameters")) {
      softly
          .assertThat(recorded.path("parameters").values().stream().map(JsonNode::toString))
          .as(id)
          .anyMatch(other -> other.contains("\"" + parameter.path("name").asString() + "\""));
    }
  }

  @Test
  void theIndexNamesEveryDocumentWithItsHash() {
    JsonNode paths = json(documents.v3Index()).path("paths");
    assertThat(paths.propertyNames())
        .contains("api/v1", "apis/apps/v1", "apis/coordination.k8s.io/v1");
    for (Map.Entry<String, JsonNode> entry : paths.properties()) {
      Document document = documents.v3(entry.getKey()).orElseThrow();
      assertThat(entry.getValue().path("serverRelativeURL").asString())
          .isEqualTo("/openapi/v3/" + entry.getKey() + "?hash=" + document.hash());
    }
  }

  @Test
  void everyReferenceLeadsToADefinition() {
    JsonNode v2 = json(documents.v2("application/json"));
    v2.findValuesAsString("$ref")
        .forEach(reference ->
            assertThat(v2.path("definitions").has(reference.substring("#/definitions/".length())))
                .as(reference)
                .isTrue());
    JsonNode v3 = json(documents.v3("api/v1").orElseThrow());
    v3.findValuesAsString("$ref")
        .forEach(reference ->
            assertThat(
                    v3.at("/components/schemas")
                        .has(reference.substring("#/components/schemas/".length())))
                .as(reference)
                .isTrue());
  }

  @Test
  void descriptionsAreThere() {
    JsonNode schemas = json(documents.v3("apis/apps/v1").orElseThrow()).at("/components/schemas");
    JsonNode spec = schemas.path("io.k8s.api.apps.v1.ReplicaSetSpec");
    assertThat(spec.path("description").asString("")).isNotEmpty();
    assertThat(spec.at("/properties/replicas/description").asString("")).isNotEmpty();
    assertThat(spec.at("/properties/template/description").asString("")).isNotEmpty();
  }

  @Test
  void theFormOfVersion2IsNegotiated() {
    assertThat(documents.v2("").contentType()).isEqualTo("application/json");
    Document protobuf = documents.v2(OLD_PROTOBUF);
    assertThat(protobuf.contentType()).isEqualTo(OLD_PROTOBUF.replace('@', '.'));
    // Field 1, length 3: the version of OpenAPI.
    assertThat(protobuf.bytes())
        .startsWith((byte) 0x0a, (byte) 3, (byte) '2', (byte) '.', (byte) '0');
  }

  @Test
  void aDocumentIsMadeOnce() {
    assertThat(documents.v3("api/v1").orElseThrow()).isSameAs(documents.v3("api/v1").orElseThrow());
    assertThat(documents.v2("")).isSameAs(documents.v2("application/json"));
  }
}
