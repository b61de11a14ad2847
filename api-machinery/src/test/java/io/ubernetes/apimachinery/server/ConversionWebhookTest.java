package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.admission.WebhookServer;
import io.ubernetes.apimachinery.admission.WebhookServer.Raw;
import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Custom resources in two versions that only a webhook can turn into each other: `v1`, which is
/// stored, has `hostPort`, `v2` has `host` and `port`. The messages are those of a kube-apiserver
/// 1.36.
class ConversionWebhookTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String DEFINITION = DEFINITIONS + "/hosts.c.example.com";
  private static final String V1 = "/apis/c.example.com/v1/namespaces/default/hosts";
  private static final String V2 = "/apis/c.example.com/v2/namespaces/default/hosts";
  private static final String MERGE = "application/merge-patch+json";

  @TempDir Path directory;
  private TestServer server;
  private WebhookServer webhooks;

  /// What is done to an answer before it is sent.
  private volatile Consumer<ObjectNode> mischief = review -> {};

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(directory);
    webhooks = new WebhookServer();
    webhooks.handle(
        "/convert",
        request -> {
          ObjectNode review = converted(request);
          mischief.accept(review);
          return new Raw(200, Json.bytes(review));
        });
    Answer created = server.post(DEFINITIONS, definition(webhooks.url("/convert")));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    await().atMost(PATIENCE).until(() -> server.get(V2).status() == 200);
  }

  @AfterEach
  void stop() {
    webhooks.close();
    server.close();
  }

  private String definition(String url) {
    return """
    {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
     "metadata": {"name": "hosts.c.example.com"},
     "spec": {"group": "c.example.com", "scope": "Namespaced",
       "names": {"plural": "hosts", "kind": "Host"},
       "conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v9", "v1"],
         "clientConfig": {"url": "%s", "caBundle": "%s"}}},
       "versions": [
         {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
           {"type": "object", "properties": {"spec": {"type": "object", "properties":
             {"hostPort": {"type": "string"}}}}}}},
         {"name": "v2", "served": true, "storage": false,
          "subresources": {"scale": {"specReplicasPath": ".spec.port", "statusReplicasPath": ".status.n"}},
          "additionalPrinterColumns": [{"name": "Port", "type": "integer", "jsonPath": ".spec.port"}],
          "schema": {"openAPIV3Schema":
           {"type": "object", "properties": {"spec": {"type": "object", "required": ["host"],
             "properties": {"host": {"type": "string"},
               "port": {"type": "integer", "maximum": 65535, "default": 80}}}}}}}]}}
    """
        .formatted(url, webhooks.authorities());
  }

  private static ObjectNode converted(ObjectNode request) {
    ObjectNode review = Json.object();
    review.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "ConversionReview");
    ObjectNode response = review.putObject("response");
    response.put("uid", Json.text(request, "uid"));
    response.putObject("result").put("status", "Success");
    ArrayNode objects = response.putArray("convertedObjects");
    String to = Json.text(request, "desiredAPIVersion");
    for (JsonNode object : request.get("objects")) {
      ObjectNode copy = (ObjectNode) object.deepCopy();
      ObjectNode spec = copy.get("spec") instanceof ObjectNode there ? there : Json.object();
      if (to.endsWith("/v2")) {
        String[] parts = Json.text(spec, "hostPort").split(":", 2);
        copy.putObject("spec")
            .put("host", parts[0])
            .put("port", Integer.parseInt(parts[1]))
            .put("unknown", "field");
      } else {
        copy.putObject("spec")
            .put("hostPort", Json.text(spec, "host") + ":" + Json.number(spec, 0, "port"));
      }
      copy.put("apiVersion", to);
      objects.add(copy);
    }
    return review;
  }

  private static String v1(String name, String hostPort) {
    return """
    {"apiVersion": "c.example.com/v1", "kind": "Host", "metadata": {"name": "%s"},
     "spec": {"hostPort": "%s"}}
    """
        .formatted(name, hostPort);
  }

  private static String v2(String name, String spec) {
    return """
    {"apiVersion": "c.example.com/v2", "kind": "Host", "metadata": {"name": "%s"}, "spec": %s}
    """
        .formatted(name, spec);
  }

  private String spec(String path) {
    return server.get(path).json().get("spec").toString();
  }

  private void awaitCached(String path, String name) {
    await()
        .atMost(PATIENCE)
        .until(() -> server.get(path + "?resourceVersion=0").text().contains(name));
  }

  @Test
  void whatIsWrittenInOneVersionIsReadInTheOther() {
    server.post(V1, v1("a", "ha:80"));
    assertThat(webhooks.requests()).as("no conversion into the same version").isEmpty();
    assertThat(spec(V2 + "/a")).isEqualTo("{\"host\":\"ha\",\"port\":80}");
    Answer created = server.post(V2, v2("b", "{\"host\": \"hb\"}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.text("apiVersion")).isEqualTo("c.example.com/v2");
    assertThat(created.json().get("spec").toString())
        .as("with the defaults of the version that was written")
        .isEqualTo("{\"host\":\"hb\",\"port\":80}");
    assertThat(spec(V1 + "/b")).isEqualTo("{\"hostPort\":\"hb:80\"}");
    assertThat(server.post(V2, v2("c", "{\"port\": 1}")).text("message"))
        .as("judged in the version that was written")
        .endsWith("spec.host: Required value");
  }

  @Test
  void aListIsConvertedInOneCallAndAlsoShownAsATable() {
    server.post(V1, v1("a", "ha:1"));
    server.post(V1, v1("b", "hb:2"));
    awaitCached(V1, "\"b\"");
    int before = webhooks.requests().size();
    JsonNode items = server.get(V2).json().get("items");
    assertThat(webhooks.requests()).hasSize(before + 1);
    assertThat(items.get(0).get("spec").toString()).isEqualTo("{\"host\":\"ha\",\"port\":1}");
    assertThat(items.get(1).get("apiVersion").asString()).isEqualTo("c.example.com/v2");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    Answer shown = server.send("GET", V2, "", "", Map.of("accept", table));
    assertThat(shown.json().at("/rows/1/cells/1").asInt()).isEqualTo(2);
  }

  @Test
  void changesAndDeletionsGoThroughTheWebhookToo() {
    server.post(V1, v1("a", "ha:80"));
    Answer patched = server.patch(V2 + "/a", MERGE, "{\"spec\":{\"port\":81}}");
    assertThat(patched.json().get("spec").toString()).isEqualTo("{\"host\":\"ha\",\"port\":81}");
    assertThat(spec(V1 + "/a")).isEqualTo("{\"hostPort\":\"ha:81\"}");
    assertThat(server.patch(V2 + "/a", MERGE, "{\"spec\":{\"port\":99999}}").text("message"))
        .contains("spec.port: Invalid value: 99999");
    server.patch(V2 + "/a/scale", MERGE, "{\"spec\":{\"replicas\":82}}");
    assertThat(spec(V1 + "/a")).isEqualTo("{\"hostPort\":\"ha:82\"}");
    Answer applied =
        server.patch(
            V2 + "/a?fieldManager=me&force=true",
            "application/apply-patch+yaml",
            v2("a", "{\"host\": \"hx\"}"));
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(spec(V1 + "/a")).isEqualTo("{\"hostPort\":\"hx:82\"}");
    assertThat(server.delete(V2 + "/a").status()).isEqualTo(200);
    assertThat(server.get(V1 + "/a").status()).isEqualTo(404);
  }

  @Test
  void whoWroteThroughOneVersionIsInTheWayOfWhoAppliesThroughTheOther() {
    server.post(V1 + "?fieldManager=first", v1("a", "ha:80"));
    assertThat(apply("same", "ha").status()).as("what is there already").isEqualTo(200);
    Answer refused = apply("other", "hq");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("message"))
        .contains("\"first\" using c.example.com/v1", "- .spec.hostPort")
        .contains("conflicts with \"same\":\n- .spec.host");
    server.patch(V2 + "/a?fieldManager=hand", MERGE, "{\"spec\":{\"port\":81}}");
    assertThat(server.get(V1 + "/a").json().at("/metadata/managedFields").toString())
        .as("the change of one half took the whole")
        .contains("f:port")
        .doesNotContain("f:hostPort");
  }

  private Answer apply(String manager, String host) {
    return server.patch(
        V2 + "/a?fieldManager=" + manager,
        "application/apply-patch+yaml",
        v2("a", "{\"host\": \"" + host + "\"}"));
  }

  @Test
  void aWatchShowsTheVersionThatItAsksFor() {
    server.post(V1, v1("a", "ha:80"));
    RecordingSink watch = server.watch(V2 + "?watch=true&allowWatchBookmarks=true");
    await().atMost(PATIENCE).until(() -> watch.summary().contains("ADDED a"));
    server.patch(V1 + "/a", MERGE, "{\"spec\":{\"hostPort\":\"hb:81\"}}");
    await().atMost(PATIENCE).until(() -> watch.summary().contains("MODIFIED a"));
    assertThat(watch.events())
        .allSatisfy(event ->
            assertThat(Json.text(event, "object", "apiVersion")).isEqualTo("c.example.com/v2"));
    assertThat(watch.events().getLast().at("/object/spec").toString())
        .isEqualTo("{\"host\":\"hb\",\"port\":81}");
    mischief = review -> review.remove("response");
    server.patch(V1 + "/a", MERGE, "{\"spec\":{\"hostPort\":\"hc:82\"}}");
    await().atMost(PATIENCE).until(watch::isEnded);
    assertThat(Json.text(watch.events().getLast(), "object", "message"))
        .isEqualTo(
            "conversion webhook for c.example.com/v1, Kind=Host failed: no response provided");
    watch.close();
  }

  @Test
  void whatIsStoredInTheOldVersionIsConvertedWhenAnotherIsStored() {
    server.post(V1, v1("old", "ho:1"));
    String swapped =
        "[{\"op\":\"replace\",\"path\":\"/spec/versions/0/storage\",\"value\":false},"
            + "{\"op\":\"replace\",\"path\":\"/spec/versions/1/storage\",\"value\":true}]";
    assertThat(server.patch(DEFINITION, "application/json-patch+json", swapped).status())
        .isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .until(() -> {
          int before = webhooks.requests().size();
          server.post(V1, v1("n" + before, "hn:2"));
          return webhooks.requests().size() > before; // v1 is no longer what is stored
        });
    assertThat(spec(V2 + "/old")).isEqualTo("{\"host\":\"ho\",\"port\":1}");
    assertThat(server.get(V2).json().get("items"))
        .allSatisfy(
            item -> assertThat(Json.text(item, "apiVersion")).isEqualTo("c.example.com/v2"));
    assertThat(server.get(V1).json().get("items"))
        .allSatisfy(item -> assertThat(Json.text(item, "spec", "hostPort")).contains(":"));
    assertThat(
            server.patch(V1 + "/old", MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").status())
        .isEqualTo(200);
    assertThat(spec(V2 + "/old")).isEqualTo("{\"host\":\"ho\",\"port\":1}");
  }

  @Test
  void onlyLabelsAndAnnotationsOfTheMetadataAreTheWebhooks() {
    server.post(V1, v1("a", "ha:80"));
    mischief =
        review -> {
          ObjectNode metadata = (ObjectNode) review.at("/response/convertedObjects/0/metadata");
          metadata.put("generation", 77).putObject("labels").put("made", "up");
        };
    ObjectNode read = server.get(V2 + "/a").json();
    assertThat(read.at("/metadata/labels/made").asString()).isEqualTo("up");
    assertThat(read.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /response/convertedObjects/0|{"apiVersion":"c.example.com/v9"}|returned invalid object at index 0: invalid groupVersion (expected c.example.com/v2, received c.example.com/v9)
          /response/convertedObjects/0|{"kind":"Other"}|returned invalid object at index 0: invalid kind (expected Host, received Other)
          /response/convertedObjects/0/metadata|{"name":"other"}|returned invalid object: must have the same name: a != other
          /response/convertedObjects/0|{"metadata":{}}|returned invalid object: must have the same name: a !=
          /response/convertedObjects/0/metadata|{"labels":{"a":1}}|returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object
          /response/convertedObjects/0/metadata|{"labels":{"a":"b c"}}|returned invalid metadata: metadata.labels: Invalid value: "b c": a valid label must be
          /response|{"convertedObjects":[]}|returned 0 objects, expected 1
          /response|{"result":{"status":"Failed","message":"no way"}}|failed: no way
          /response|{"result":{"status":"Failed"}}|failed: response.result.status was 'Failed', not 'Success'
          /response|{"uid":"x"}|failed: expected response.uid="
          """)
  void anAnswerThatMeansNothingIsAnErrorForWhoAsks(String place, String change, String message) {
    server.post(V1, v1("a", "ha:80"));
    mischief =
        review ->
            ((ObjectNode) review.at(place))
                .setAll(Json.parseObject(change.getBytes(StandardCharsets.UTF_8)));
    Answer answer = server.get(V2 + "/a");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text("message"))
        .startsWith("conversion webhook for c.example.com/v1, Kind=Host " + message);
    assertThat(answer.json().has("reason")).isFalse();
    assertThat(server.get(V1 + "/a").status()).as("v1 needs no conversion").isEqualTo(200);
    assertThat(server.post(V2, v2("b", "{\"host\": \"hb\"}")).status()).isEqualTo(500);
    assertThat(server.get(V1 + "/b").status()).isEqualTo(404);
  }

  @Test
  void webhooksAndPoliciesOfAdmissionSeeTheVersionThatTheyAskFor() {
    webhooks.answer(
        "/mutate",
        request ->
            WebhookServer.patch(
                "[{\"op\":\"replace\",\"path\":\"/spec/hostPort\",\"value\":\"hm:7\"}]"));
    String rules =
        "[{\"operations\":[\"*\"],\"apiGroups\":[\"c.example.com\"],\"apiVersions\":[\"v1\"],"
            + "\"resources\":[\"hosts\"]}]";
    String admission = "/apis/admissionregistration.k8s.io/v1/";
    server.post(
        admission + "mutatingwebhookconfigurations",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
         "metadata": {"name": "old"}, "webhooks": [{"name": "old.example.com", "rules": %s,
           "clientConfig": {"url": "%s", "caBundle": "%s"}, "sideEffects": "None",
           "objectSelector": {"matchLabels": {"mutate": "me"}}, "admissionReviewVersions": ["v1"]}]}
        """
            .formatted(rules, webhooks.url("/mutate"), webhooks.authorities()));
    server.post(
        admission + "validatingadmissionpolicies",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
         "metadata": {"name": "old"}, "spec": {"matchConstraints": {"resourceRules": %s},
           "validations": [{"expression": "object.spec.hostPort != 'bad:1'"}]}}
        """
            .formatted(rules));
    server.post(
        admission + "validatingadmissionpolicybindings",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1",
         "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "old"},
         "spec": {"policyName": "old", "validationActions": ["Deny"]}}
        """);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    server
                        .post(V2 + "?dryRun=All", v2("x", "{\"host\": \"bad\", \"port\": 1}"))
                        .text("message"))
                .contains("failed expression: object.spec.hostPort != 'bad:1'"));
    awaitCached(admission + "mutatingwebhookconfigurations", "old.example.com");
    String marked =
        v2("m", "{\"host\": \"x\"}").replace("\"m\"}", "\"m\", \"labels\": {\"mutate\": \"me\"}}");
    Answer mutated = server.post(V2, marked);
    assertThat(mutated.status()).as(mutated.text()).isEqualTo(201);
    assertThat(mutated.text("apiVersion")).isEqualTo("c.example.com/v2");
    assertThat(mutated.json().get("spec").toString()).isEqualTo("{\"host\":\"hm\",\"port\":7}");
    assertThat(
            webhooks.requests().stream()
                .filter(request -> request.has("requestKind"))
                .map(request -> Json.text(request, "object", "apiVersion")))
        .containsExactly("c.example.com/v1");
  }

  @Test
  void aServiceCannotBeReached() {
    server.post(V1, v1("a", "ha:80"));
    String moved =
        "{\"spec\":{\"conversion\":{\"webhook\":{\"clientConfig\":{\"url\":null,\"service\":"
            + "{\"namespace\":\"default\",\"name\":\"nowhere\",\"path\":\"/x\"}}}}}}";
    assertThat(server.patch(DEFINITION, MERGE, moved).status()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(server.get(V2 + "/a").text("message"))
                .isEqualTo(
                    "conversion webhook for c.example.com/v1, Kind=Host failed: Post"
                        + " \"https://nowhere.default.svc:443/x?timeout=30s\": service \"nowhere\""
                        + " not found"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"strategy":"Webhook"}|spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook, spec.conversion.conversionReviewVersions: Required value]
          {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v2","v2"],"clientConfig":{}}}|spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required, spec.conversion.conversionReviewVersions[1]: Invalid value: "v2": duplicate version, spec.conversion.conversionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1]
          {"strategy":"None","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://x"}}}|spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook, spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook]
          {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"http://x/y"}}}|spec.conversion.webhookClientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]
          """)
  void aDefinitionMustSayHowItsWebhookIsReached(String conversion, String message) {
    ObjectNode wrong = Json.parseObject(definition("https://x").getBytes(StandardCharsets.UTF_8));
    ((ObjectNode) wrong.get("metadata")).put("name", "others.c.example.com");
    ((ObjectNode) wrong.at("/spec/names")).put("plural", "others").put("kind", "Other");
    ((ObjectNode) wrong.get("spec"))
        .set("conversion", Json.parseObject(conversion.getBytes(StandardCharsets.UTF_8)));
    Answer refused = server.post(DEFINITIONS, wrong.toString());
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("message")).endsWith(message);
  }

  @Test
  void authoritiesOfAnEstablishedDefinitionMustBeReadable() {
    String unreadable =
        "{\"spec\":{\"conversion\":{\"webhook\":{\"clientConfig\":{\"caBundle\":\"AAAA\"}}}}}";
    assertThat(server.patch(DEFINITION, MERGE, unreadable).text("message"))
        .endsWith(
            "spec.conversion.webhookClientConfig.caBundle: Invalid value: \"AAAA\": unable to load"
                + " root certificates: unable to parse bytes as PEM block");
    assertThat(server.get(V2).status()).isEqualTo(200);
  }
}
