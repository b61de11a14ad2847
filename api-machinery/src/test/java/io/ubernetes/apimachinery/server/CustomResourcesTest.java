package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of definitions and their objects, over HTTP's messages but without HTTP.
class CustomResourcesTest extends OnAServer {

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String WIDGETS = "/apis/x.example.com/v1/namespaces/default/widgets";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static String definition(String specFields, String moreOfVersion) {
    return """
    {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
     "metadata": {"name": "widgets.x.example.com"},
     "spec": {"group": "x.example.com", "scope": "Namespaced",
       "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]},
       "versions": [{"name": "v1", "served": true, "storage": true, %s
         "schema": {"openAPIV3Schema": {"type": "object", "properties":
           {"spec": {"type": "object", "properties": {%s}}}}}}]}}
    """
        .formatted(moreOfVersion, specFields);
  }

  private void define(String specFields) {
    assertThat(server.post(DEFINITIONS, definition(specFields, "")).status()).isEqualTo(201);
    awaitServed();
  }

  private void awaitServed() {
    await().atMost(PATIENCE).until(() -> server.get(WIDGETS).status() == 200);
  }

  private static String widget(String name, String spec) {
    return """
    {"apiVersion": "x.example.com/v1", "kind": "Widget", "metadata": {"name": "%s"}, "spec": %s}
    """
        .formatted(name, spec);
  }

  private Answer create(String name, String spec) {
    return server.post(WIDGETS, widget(name, spec));
  }

  @Test
  void aDefinitionIsEstablishedAndItsResourcesAreServedAndShown() {
    define("\"a\": {\"type\": \"string\"}");
    Answer definition = server.get(DEFINITIONS + "/widgets.x.example.com");
    assertThat(definition.json().at("/status/conditions/0/type").asString())
        .isEqualTo("NamesAccepted");
    assertThat(definition.json().at("/status/conditions/1/status").asString()).isEqualTo("True");
    assertThat(definition.text("status", "acceptedNames", "listKind")).isEqualTo("WidgetList");
    assertThat(server.get("/apis").text()).contains("x.example.com/v1");
    assertThat(server.get("/apis/x.example.com/v1").text()).contains("\"shortNames\":[\"wd\"]");
    assertThat(server.get("/openapi/v3").text()).contains("apis/x.example.com/v1");
    assertThat(server.get("/openapi/v3/apis/x.example.com/v1").text())
        .contains("com.example.x.v1.Widget");
    assertThat(server.get("/openapi/v2").text()).contains("com.example.x.v1.Widget");
  }

  @Test
  void objectsArePrunedDefaultedAndJudged() {
    define(
        """
        "size": {"type": "integer", "maximum": 10}, "color": {"type": "string", "default": "red"},
        "when": {"type": "string", "format": "date-time"},
        "port": {"x-kubernetes-int-or-string": true},
        "one": {"type": "string", "oneOf": [{"minLength": 3}, {"pattern": "^x"}]}
        """);
    Answer created = create("a", "{\"size\": 3, \"other\": 1, \"port\": \"http\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().get("spec").toString())
        .isEqualTo("{\"size\":3,\"port\":\"http\",\"color\":\"red\"}");
    assertThat(created.headers())
        .containsEntry("Warning", "299 - \"unknown field \\\"spec.other\\\"\"");
    assertThat(create("b", "{\"size\": 11}").text("message"))
        .endsWith(
            "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10");
    assertThat(create("b", "{\"when\": \"soon\"}").text("message"))
        .contains("must be of type date-time");
    assertThat(create("b", "{\"port\": 1.5}").status()).isEqualTo(422);
    assertThat(create("b", "{\"one\": \"xxxx\"}").text("message"))
        .contains("must validate one and only one schema (oneOf). Found 2 valid alternatives");
  }

  @Test
  void rulesInCelAreAskedAboutValuesAndChanges() {
    define(
        """
        "min": {"type": "integer"}, "max": {"type": "integer"},
        "kind": {"type": "string", "x-kubernetes-validations":
          [{"rule": "self == oldSelf", "message": "kind may not change"}]},
        "range": {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}},
          "x-kubernetes-validations": [{"rule": "self.from <= self.to",
            "messageExpression": "'%d is above %d'.format([self.from, self.to])",
            "fieldPath": ".from", "reason": "FieldValueForbidden"}]}
        """);
    assertThat(
            create("a", "{\"kind\": \"x\", \"range\": {\"from\": 2, \"to\": 1}}").text("message"))
        .endsWith("spec.range.from: Forbidden: 2 is above 1");
    assertThat(create("a", "{\"kind\": \"x\", \"range\": {\"from\": 1, \"to\": 2}}").status())
        .isEqualTo(201);
    Answer changed =
        server.patch(WIDGETS + "/a", "application/merge-patch+json", "{\"spec\":{\"kind\":\"y\"}}");
    assertThat(changed.text("message"))
        .endsWith("spec.kind: Invalid value: \"y\": kind may not change");
    assertThat(create("b", "{\"range\": {\"from\": 1}}").text("message"))
        .contains("spec.range: Invalid value: \"object\": no such key: to evaluating rule");
  }

  @Test
  void whatWasWrongBeforeAndIsLeftAloneIsLetPass() {
    define("\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"string\"}");
    create("old", "{\"a\": \"long enough\", \"b\": \"x\"}");
    redefine("\"a\": {\"type\": \"string\", \"maxLength\": 3}, \"b\": {\"type\": \"string\"}");
    await().atMost(PATIENCE).until(() -> create("new", "{\"a\": \"too long\"}").status() == 422);
    String merge = "application/merge-patch+json";
    assertThat(server.patch(WIDGETS + "/old", merge, "{\"spec\":{\"b\":\"y\"}}").status())
        .isEqualTo(200);
    assertThat(server.patch(WIDGETS + "/old", merge, "{\"spec\":{\"a\":\"other\"}}").status())
        .isEqualTo(422);
  }

  private void redefine(String specFields) {
    String version =
        server.get(DEFINITIONS + "/widgets.x.example.com").text("metadata", "resourceVersion");
    String changed =
        definition(specFields, "")
            .replace(
                "\"name\": \"widgets.x.example.com\"",
                "\"name\": \"widgets.x.example.com\", \"resourceVersion\": \"" + version + "\"");
    Answer answer = server.put(DEFINITIONS + "/widgets.x.example.com", changed);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void whatIsStoredIsReadByTheSchemaOfNow() {
    define("\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"string\"}");
    create("w", "{\"a\": \"1\", \"b\": \"2\"}");
    redefine("\"a\": {\"type\": \"string\"}, \"c\": {\"type\": \"string\", \"default\": \"new\"}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(server.get(WIDGETS + "/w").json().get("spec").toString())
                .isEqualTo("{\"a\":\"1\",\"c\":\"new\"}"));
    assertThat(server.get(WIDGETS + "?resourceVersion=0").json().at("/items/0/spec").toString())
        .isEqualTo("{\"a\":\"1\",\"c\":\"new\"}");
  }

  @Test
  void aDeletedDefinitionTakesItsObjectsWithIt() {
    define("\"a\": {\"type\": \"string\"}");
    create("w", "{\"a\": \"1\"}");
    Answer deleted = server.delete(DEFINITIONS + "/widgets.x.example.com");
    assertThat(deleted.json().at("/metadata/finalizers/0").asString())
        .isEqualTo("customresourcecleanup.apiextensions.k8s.io");
    await()
        .atMost(PATIENCE)
        .until(() -> server.get(DEFINITIONS + "/widgets.x.example.com").status() == 404);
    await().atMost(PATIENCE).until(() -> server.get(WIDGETS).status() == 404);
    assertThat(server.get("/apis").text()).doesNotContain("x.example.com");
    define("\"a\": {\"type\": \"string\"}");
    assertThat(server.get(WIDGETS).json().get("items")).isEmpty();
  }

  @Test
  void objectsWithFinalizersHoldTheirDefinitionAndNoneIsMadeMeanwhile() {
    define("\"a\": {\"type\": \"string\"}");
    server.post(
        WIDGETS,
        widget("held", "{}")
            .replace(
                "\"name\": \"held\"",
                "\"name\": \"held\", \"finalizers\": [\"x.example.com/hold\"]"));
    server.delete(DEFINITIONS + "/widgets.x.example.com");
    await().atMost(PATIENCE).until(() -> create("late", "{}").status() == 405);
    assertThat(server.get(WIDGETS + "/held").text("metadata", "deletionTimestamp")).isNotEmpty();
    server.patch(
        WIDGETS + "/held", "application/merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
    await()
        .atMost(PATIENCE)
        .until(() -> server.get(DEFINITIONS + "/widgets.x.example.com").status() == 404);
  }

  @Test
  void definitionsAndObjectsSurviveARestart() {
    define("\"a\": {\"type\": \"string\"}");
    create("w", "{\"a\": \"1\"}");
    server.close();
    server = new TestServer(directory);
    assertThat(server.get(WIDGETS + "/w").json().at("/spec/a").asString()).isEqualTo("1");
  }

  @Test
  void serversOfOneStoreLearnFromEachOther(@TempDir Path shared) {
    EmbeddedStore store = EmbeddedStore.open(shared.resolve("store"));
    try (TestServer one = new TestServer(store);
        TestServer other = new TestServer(store)) {
      one.post(DEFINITIONS, definition("\"a\": {\"type\": \"string\"}", ""));
      await().atMost(PATIENCE).until(() -> other.get(WIDGETS).status() == 200);
      await().atMost(PATIENCE).until(() -> one.get(WIDGETS).status() == 200);
      assertThat(one.post(WIDGETS, widget("w", "{}")).status()).isEqualTo(201);
      assertThat(other.get(WIDGETS + "/w").status()).isEqualTo(200);
      other.delete(DEFINITIONS + "/widgets.x.example.com");
      await().atMost(PATIENCE).until(() -> one.get(WIDGETS).status() == 404);
    }
  }

  @Test
  void aNameThatIsTakenIsNotGivenAgainUntilItIsFree() {
    define("\"a\": {\"type\": \"string\"}");
    String second =
        definition("\"a\": {\"type\": \"string\"}", "")
            .replace("widgets", "gadgets")
            .replace(
                "\"plural\": \"gadgets\", \"kind\"",
                "\"plural\": \"gadgets\", \"singular\": \"gadget\", \"kind\"");
    assertThat(server.post(DEFINITIONS, second).status()).isEqualTo(201);
    String path = DEFINITIONS + "/gadgets.x.example.com";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(server.get(path).json().at("/status/conditions/0/reason").asString())
                .isEqualTo("ListKindConflict"));
    assertThat(server.get("/apis/x.example.com/v1/namespaces/default/gadgets").status())
        .isEqualTo(404);
    server.delete(DEFINITIONS + "/widgets.x.example.com");
    await()
        .atMost(PATIENCE)
        .until(
            () -> server.get("/apis/x.example.com/v1/namespaces/default/gadgets").status() == 200);
  }

  @Test
  void nobodyDefinesKindsInTheServersOwnGroups() {
    String own =
        definition("\"a\": {\"type\": \"string\"}", "").replace("x.example.com", "own.example.com");
    assertThat(server.post(DEFINITIONS, own).text("message"))
        .contains("spec.group: Forbidden: the group own.example.com is the server's own");
  }

  @Test
  void columnsSubresourcesAndSelectorsAreThoseOfTheDefinition() {
    String more =
        """
        "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}},
        "additionalPrinterColumns": [{"name": "Color", "type": "string", "jsonPath": ".spec.color"}],
        "selectableFields": [{"jsonPath": ".spec.color"}],
        """;
    String fields = "\"n\": {\"type\": \"integer\"}, \"color\": {\"type\": \"string\"}";
    assertThat(server.post(DEFINITIONS, definition(fields, more)).status()).isEqualTo(201);
    awaitServed();
    create("w", "{\"n\": 2, \"color\": \"red\"}");
    create("v", "{\"color\": \"blue\"}");
    Answer table =
        server.send(
            "GET",
            WIDGETS,
            "",
            "",
            Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
    assertThat(table.json().at("/columnDefinitions/1/name").asString()).isEqualTo("Color");
    assertThat(table.json().at("/rows/1/cells/1").asString()).isEqualTo("red");
    assertThat(server.get(WIDGETS + "?fieldSelector=spec.color=blue").json().get("items"))
        .hasSize(1);
    assertThat(server.get(WIDGETS + "/w/scale").json().at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(server.get(WIDGETS + "/v/scale").status()).isEqualTo(500);
    assertThat(
            server
                .patch(WIDGETS + "/w/status", "application/strategic-merge-patch+json", "{}")
                .status())
        .isEqualTo(415);
  }

  /// The answers are those of a kube-apiserver 1.36.
  @Test
  void everyVersionShowsWhatItKnowsAndWritesWhatItShows() {
    server.post(
        DEFINITIONS,
        """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
         "metadata": {"name": "manys.x.example.com"},
         "spec": {"group": "x.example.com", "scope": "Namespaced",
           "names": {"plural": "manys", "kind": "Many"}, "versions": [
           {"name": "v1beta1", "served": true, "storage": false,
            "schema": {"openAPIV3Schema": {"type": "object"}}},
           {"name": "v2", "served": true, "storage": true,
            "selectableFields": [{"jsonPath": ".spec.color"}],
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object",
              "properties": {"a": {"type": "string"}, "color": {"type": "string"},
                "n": {"type": "integer", "default": 3}}}}}}},
           {"name": "v10", "served": true, "storage": false,
            "selectableFields": [{"jsonPath": ".spec.a"}],
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object",
              "properties": {"a": {"type": "string", "maxLength": 3}}}}}}},
           {"name": "v11alpha2", "served": true, "storage": false,
            "schema": {"openAPIV3Schema": {"type": "object"}}},
           {"name": "foo1", "served": true, "storage": false,
            "schema": {"openAPIV3Schema": {"type": "object"}}},
           {"name": "v3", "served": false, "storage": false,
            "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
        """);
    String v2 = "/apis/x.example.com/v2/namespaces/default/manys";
    String v10 = v2.replace("/v2/", "/v10/");
    await().atMost(PATIENCE).until(() -> server.get(v10).status() == 200);
    assertThat(
            server.get("/apis/x.example.com").json().get("versions").values().stream()
                .map(version -> version.get("version").asString()))
        .containsExactly("v10", "v2", "v1beta1", "v11alpha2", "foo1");
    assertThat(server.get(v2.replace("/v2/", "/v3/")).status()).isEqualTo(404);
    RecordingSink red = server.watch(v2 + "?watch=true&fieldSelector=spec.color=red");
    server.post(v2, many("v2", "a", "{\"a\": \"x\", \"color\": \"red\"}"));
    await().atMost(PATIENCE).until(() -> red.summary().contains("ADDED a"));
    server.post(v10, many("v10", "b", "{\"a\": \"xxx\", \"color\": \"blue\"}"));
    assertThat(spec(v2 + "/b")).isEqualTo("{\"a\":\"xxx\",\"n\":3}");
    assertThat(spec(v10 + "/a")).isEqualTo("{\"a\":\"x\"}");
    assertThat(server.get(v2.replace("/v2/", "/foo1/") + "/a").json().has("spec")).isFalse();
    assertThat(server.post(v10, many("v10", "c", "{\"a\": \"xxxx\"}")).text("message"))
        .contains("spec.a: Too long: may not be more than 3 bytes");
    String merge = "application/merge-patch+json";
    server.patch(v2 + "/a", merge, "{\"spec\":{\"color\":\"green\"}}");
    server.patch(v2 + "/a", merge, "{\"spec\":{\"color\":\"red\"}}");
    await().atMost(PATIENCE).until(() -> red.summary().size() == 3);
    assertThat(server.get(v2 + "?fieldSelector=spec.color=red").json().get("items")).hasSize(1);
    assertThat(server.get(v10 + "?fieldSelector=spec.color=red").text("message"))
        .isEqualTo("field label not supported: spec.color");
    assertThat(server.get(v10 + "?fieldSelector=spec.a=xxx").json().get("items")).hasSize(1);
    server.patch(v10 + "/a", merge, "{\"spec\":{\"a\":\"y\"}}");
    assertThat(server.get(v2 + "/a").text())
        .as("who wrote through the other version keeps the fields that were not changed")
        .contains("\"apiVersion\":\"x.example.com/v2\",\"time\"")
        .contains("\"apiVersion\":\"x.example.com/v10\",\"time\"");
    assertThat(spec(v2 + "/a")).as("v10 knows no color").isEqualTo("{\"a\":\"y\",\"n\":3}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(red.summary())
                .containsExactly("ADDED a", "DELETED a", "ADDED a", "DELETED a"));
    red.close();
  }

  private String spec(String path) {
    return server.get(path).json().get("spec").toString();
  }

  private static String many(String version, String name, String spec) {
    return "{\"apiVersion\":\"x.example.com/%s\",\"kind\":\"Many\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
        .formatted(version, name, spec);
  }
}
