package io.ubernetes.apimachinery.server;

import static io.ubernetes.apimachinery.admission.WebhookServer.allow;
import static io.ubernetes.apimachinery.admission.WebhookServer.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.admission.WebhookServer;
import io.ubernetes.apimachinery.admission.WebhookServer.Raw;
import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks over HTTPS, and what clients read when one refuses or fails; the messages are those of
/// a kube-apiserver 1.36.
class AdmissionWebhooksTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final String VALIDATING = "Validating";
  private static final String MUTATING = "Mutating";

  private static final String SET =
      """
      {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"r"},"spec":{"replicas":1,
       "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
       "spec":{"containers":[{"name":"c","image":"i"}]}}}}
      """;

  @TempDir Path directory;
  private TestServer server;
  private WebhookServer webhooks;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(directory);
    webhooks = new WebhookServer();
  }

  @AfterEach
  void stop() {
    webhooks.close();
    server.close();
  }

  private void register(String role, String name, ObjectNode... hooks) {
    ObjectNode configuration = Json.object();
    String kind = role + "WebhookConfiguration";
    configuration.put("apiVersion", "admissionregistration.k8s.io/v1").put("kind", kind);
    configuration.putObject("metadata").put("name", name);
    var list = configuration.putArray("webhooks");
    for (ObjectNode hook : hooks) {
      list.add(hook);
    }
    String plural = role.toLowerCase(java.util.Locale.ROOT) + "webhookconfigurations";
    Answer created = server.post(GROUP + plural, configuration.toString());
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    // In force as soon as the cache has it.
    await().until(() -> server.get(GROUP + plural + "?resourceVersion=0").text().contains(name));
  }

  private ObjectNode hook(String path) {
    ObjectNode hook = Json.object();
    hook.put("name", path.substring(1) + ".example.com");
    hook.putObject("clientConfig")
        .put("url", webhooks.url(path))
        .put("caBundle", webhooks.authorities());
    ObjectNode rule = hook.putArray("rules").addObject();
    rule.putArray("operations").add("*");
    rule.putArray("apiGroups").add("");
    rule.putArray("apiVersions").add("v1");
    rule.putArray("resources").add("configmaps");
    hook.put("sideEffects", "None").put("timeoutSeconds", 5);
    hook.putArray("admissionReviewVersions").add("v1");
    return hook;
  }

  private static String map(String name) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"a":"1"}}
    """
        .formatted(name);
  }

  @Test
  void aWebhookSeesTheWriteAndMayRefuseIt() {
    webhooks.answer(
        "/deny",
        request -> {
          ObjectNode response = Json.object().put("allowed", false);
          response.putObject("status").put("message", "no way").put("code", 402);
          return response;
        });
    register(VALIDATING, "one", hook("/deny"));
    Answer refused = server.post(MAPS + "?fieldManager=tester", map("a"));
    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.text("message"))
        .isEqualTo("admission webhook \"deny.example.com\" denied the request: no way");
    assertThat(refused.json().has("reason")).isFalse();
    ObjectNode request = webhooks.requests().getFirst();
    assertThat(Json.text(request, "operation")).isEqualTo("CREATE");
    assertThat(Json.text(request, "kind", "kind")).isEqualTo("ConfigMap");
    assertThat(Json.text(request, "resource", "resource")).isEqualTo("configmaps");
    assertThat(Json.text(request, "namespace")).isEqualTo("default");
    assertThat(Json.text(request, "name")).isEqualTo("a");
    assertThat(Json.text(request, "userInfo", "username")).isEqualTo("tester");
    assertThat(Json.text(request, "object", "data", "a")).isEqualTo("1");
    assertThat(Json.text(request, "object", "metadata", "uid")).isNotEmpty();
    assertThat(request.get("oldObject").isNull()).isTrue();
    assertThat(request.get("dryRun").asBoolean()).isFalse();
    assertThat(Json.text(request, "options", "kind")).isEqualTo("CreateOptions");
    assertThat(Json.text(request, "options", "fieldManager")).isEqualTo("tester");
  }

  @Test
  void aWebhookSeesQuestionsTooThoughNothingComesOfThem() {
    webhooks.answer("/deny", request -> Json.object().put("allowed", false));
    ObjectNode hook = hook("/deny");
    ObjectNode rule = (ObjectNode) hook.get("rules").get(0);
    rule.putArray("apiGroups").add("authorization.k8s.io");
    rule.putArray("resources").add("subjectaccessreviews");
    register(VALIDATING, "one", hook);

    Answer refused =
        server.post(
            REVIEWS, "{\"spec\":{\"user\":\"joe\",\"resourceAttributes\":{\"verb\":\"get\"}}}");

    assertThat(refused.status()).isEqualTo(400);
    ObjectNode request = webhooks.requests().getFirst();
    assertThat(Json.text(request, "operation")).isEqualTo("CREATE");
    assertThat(Json.text(request, "kind", "kind")).isEqualTo("SubjectAccessReview");
    assertThat(Json.text(request, "object", "spec", "user")).isEqualTo("joe");
    Answer malformed = server.post(REVIEWS, "{\"spec\":{\"user\":\"joe\"}}");
    assertThat(malformed.status()).as("what makes no sense is not shown").isEqualTo(422);
  }

  @Test
  void aRefusalWithoutWordsIsA400() {
    webhooks.answer("/deny", request -> Json.object().put("allowed", false));
    register(VALIDATING, "one", hook("/deny"));
    Answer refused = server.post(MAPS, map("a"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("message"))
        .isEqualTo("admission webhook \"deny.example.com\" denied the request without explanation");
  }

  @Test
  void updatesAndDeletionsAreShownWithTheOldObject() {
    webhooks.answer("/see", request -> allow());
    server.post(MAPS, map("a"));
    register(VALIDATING, "one", hook("/see"));
    server.put(MAPS + "/a", map("a").replace("\"1\"", "\"2\""));
    server.delete(MAPS + "/a?propagationPolicy=Background");
    List<ObjectNode> seen = webhooks.requests();
    assertThat(seen.stream().map(r -> Json.text(r, "operation")))
        .containsExactly("UPDATE", "DELETE");
    assertThat(Json.text(seen.get(0), "oldObject", "data", "a")).isEqualTo("1");
    assertThat(Json.text(seen.get(0), "object", "data", "a")).isEqualTo("2");
    assertThat(Json.text(seen.get(1), "oldObject", "data", "a")).isEqualTo("2");
    assertThat(seen.get(1).get("object").isNull()).isTrue();
    assertThat(Json.text(seen.get(1), "options", "propagationPolicy")).isEqualTo("Background");
  }

  @Test
  void aScaleIsShownAsAScale() {
    webhooks.answer("/scale", request -> allow());
    ObjectNode hook = hook("/scale");
    ObjectNode rule = (ObjectNode) hook.get("rules").get(0);
    rule.putArray("apiGroups").add("apps");
    rule.putArray("resources").add("*/scale");
    register(VALIDATING, "one", hook);
    server.post("/apis/apps/v1/namespaces/default/replicasets", SET);
    Answer scaled =
        server.patch(
            "/apis/apps/v1/namespaces/default/replicasets/r/scale",
            "application/merge-patch+json",
            "{\"spec\":{\"replicas\":2}}");
    assertThat(scaled.status()).as(scaled.text()).isEqualTo(200);
    assertThat(webhooks.requests()).hasSize(1);
    ObjectNode request = webhooks.requests().getFirst();
    assertThat(Json.text(request, "kind", "kind")).isEqualTo("Scale");
    assertThat(Json.text(request, "subResource")).isEqualTo("scale");
    assertThat(Json.number(request, 0, "object", "spec", "replicas")).isEqualTo(2);
    assertThat(Json.number(request, 0, "oldObject", "spec", "replicas")).isEqualTo(1);
  }

  @Test
  void mutatingWebhooksChangeTheObjectInTheOrderOfTheirNames() {
    webhooks.answer(
        "/second", request -> patch("[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]"));
    webhooks.answer(
        "/first",
        request ->
            patch(
                "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"1\"},"
                    + "{\"op\":\"add\",\"path\":\"/unknown\",\"value\":\"dropped\"}]"));
    register(MUTATING, "b", hook("/second"));
    register(MUTATING, "a", hook("/first"));
    Answer created = server.post(MAPS, map("a"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.text("data", "b")).isEqualTo("2");
    assertThat(created.json().has("unknown")).isFalse();
    ObjectNode first = webhooks.requests().get(0);
    assertThat(Json.text(first, "object", "metadata", "uid")).isEmpty();
    assertThat(Json.text(webhooks.requests().get(1), "object", "data", "b")).isEqualTo("1");
  }

  @Test
  void aWebhookChangesOnlyThePartThatIsWritten() {
    server.post("/apis/apps/v1/namespaces/default/replicasets", SET);
    webhooks.answer(
        "/both",
        request ->
            patch(
                "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":9},"
                    + "{\"op\":\"replace\",\"path\":\"/status/replicas\",\"value\":8}]"));
    ObjectNode hook = hook("/both");
    ObjectNode rule = (ObjectNode) hook.get("rules").get(0);
    rule.putArray("apiGroups").add("apps");
    rule.putArray("resources").add("replicasets/status");
    register(MUTATING, "one", hook);
    Answer changed =
        server.patch(
            "/apis/apps/v1/namespaces/default/replicasets/r/status",
            "application/merge-patch+json",
            "{\"status\":{\"replicas\":3}}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.json().at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(changed.json().at("/status/replicas").asInt()).isEqualTo(8);
  }

  @Test
  void aPatchThatDoesNotApplySaysWhichOperation() {
    webhooks.answer(
        "/bad", request -> patch("[{\"op\":\"replace\",\"path\":\"/nope/x\",\"value\":\"y\"}]"));
    webhooks.answer("/garbage", request -> patch("{{"));
    register(MUTATING, "one", hook("/bad"));
    assertThat(server.post(MAPS, map("a")).text("message"))
        .isEqualTo(
            "Internal error occurred: replace operation does not apply: doc is missing path:"
                + " /nope/x: missing value");
    server.delete(GROUP + "mutatingwebhookconfigurations/one");
    register(MUTATING, "two", hook("/garbage"));
    await()
        .untilAsserted(() ->
            assertThat(server.post(MAPS, map("a")).text("message"))
                .endsWith(
                    "received undecodable patch in webhook response: invalid character '{' looking"
                        + " for beginning of object key string"));
  }

  @Test
  void whoAsksForItIsCalledAgainWhenALaterOneHasChangedTheObject() {
    webhooks.answer("/again", request -> allow());
    webhooks.answer("/once", request -> allow());
    webhooks.answer(
        "/change", request -> patch("[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]"));
    register(
        MUTATING,
        "a",
        hook("/again").put("reinvocationPolicy", "IfNeeded"),
        hook("/once"),
        hook("/change"));
    server.post(MAPS, map("a"));
    assertThat(webhooks.requests()).hasSize(4);
    assertThat(Json.text(webhooks.requests().get(3), "object", "data", "b")).isEqualTo("2");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new Raw(500, "boom".getBytes(StandardCharsets.UTF_8)),
            "failed to call webhook: an error on the server (\"unknown\") has prevented the request"
                + " from succeeding"),
        Arguments.of(
            new Raw(404, new byte[0]),
            "failed to call webhook: the server could not find the requested resource"),
        Arguments.of(
            new Raw(200, new byte[0]),
            "failed to call webhook: 0-length response with status code: 200 and content type:"
                + " application/json"),
        Arguments.of(
            new Raw(
                200,
                "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}"
                    .getBytes(StandardCharsets.UTF_8)),
            "received invalid webhook response: webhook response was absent"),
        Arguments.of(
            new Raw(200, "{}".getBytes(StandardCharsets.UTF_8)),
            "received invalid webhook response: expected webhook response of admission.k8s.io/v1,"
                + " Kind=AdmissionReview, got /, Kind="));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aBrokenAnswerRefusesTheWriteUnlessFailuresAreIgnored(Raw raw, String why) {
    webhooks.handle("/broken", request -> raw);
    register(VALIDATING, "one", hook("/broken"));
    Answer refused = server.post(MAPS, map("a"));
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.text("message"))
        .isEqualTo(
            "Internal error occurred: failed calling webhook \"broken.example.com\": " + why);
    server.delete(GROUP + "validatingwebhookconfigurations/one");
    register(VALIDATING, "two", hook("/broken").put("failurePolicy", "Ignore"));
    await().untilAsserted(() -> assertThat(server.post(MAPS, map("a")).status()).isIn(201, 409));
  }

  @Test
  void whoCannotBeReachedOrIsNotVouchedForFails() {
    ObjectNode refused = hook("/refused");
    ((ObjectNode) refused.get("clientConfig")).put("url", "https://127.0.0.1:1/x");
    register(VALIDATING, "one", refused);
    assertThat(server.post(MAPS, map("a")).text("message"))
        .endsWith(
            "failed to call webhook: Post \"https://127.0.0.1:1/x?timeout=5s\": dial tcp"
                + " 127.0.0.1:1: connect: connection refused");
    server.delete(GROUP + "validatingwebhookconfigurations/one");
    ObjectNode stranger = hook("/stranger");
    ((ObjectNode) stranger.get("clientConfig")).remove("caBundle");
    register(VALIDATING, "two", stranger);
    await()
        .untilAsserted(() ->
            assertThat(server.post(MAPS, map("a")).text("message"))
                .endsWith(
                    "tls: failed to verify certificate: x509: certificate signed by unknown"
                        + " authority"));
    server.delete(GROUP + "validatingwebhookconfigurations/two");
    ObjectNode service = hook("/service");
    service
        .putObject("clientConfig")
        .put("caBundle", webhooks.authorities())
        .putObject("service")
        .put("name", "svc")
        .put("namespace", "default")
        .put("path", "/p");
    register(VALIDATING, "three", service);
    await()
        .untilAsserted(() ->
            assertThat(server.post(MAPS, map("a")).text("message"))
                .endsWith(
                    "failed to call webhook: Post \"https://svc.default.svc:443/p?timeout=5s\":"
                        + " service \"svc\" not found"));
  }

  @Test
  void aSlowWebhookIsNotWaitedForLongerThanItsTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    webhooks.answer(
        "/slow",
        request -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return allow();
        });
    register(VALIDATING, "one", hook("/slow").put("timeoutSeconds", 1));
    Answer late = server.post(MAPS, map("a"));
    end.countDown();
    assertThat(late.text("message")).endsWith("/slow?timeout=1s\": context deadline exceeded");
  }

  @Test
  void warningsReachTheClient() {
    webhooks.answer(
        "/warn",
        request -> {
          ObjectNode response = allow();
          response.putArray("warnings").add("careful");
          return response;
        });
    register(VALIDATING, "one", hook("/warn"));
    assertThat(server.post(MAPS, map("a")).headers().toString()).contains("299 - \"careful\"");
  }

  @Test
  void selectorsAndConditionsSayWhichWritesConcernAWebhook() {
    webhooks.answer("/never", request -> Json.object().put("allowed", false));
    ObjectNode byObject = hook("/never");
    byObject.putObject("objectSelector").putObject("matchLabels").put("watched", "yes");
    ObjectNode byNamespace = hook("/never").put("name", "namespace.example.com");
    byNamespace.putObject("namespaceSelector").putObject("matchLabels").put("watched", "yes");
    ObjectNode byCondition = hook("/never").put("name", "condition.example.com");
    byCondition
        .putArray("matchConditions")
        .addObject()
        .put("name", "c")
        .put("expression", "object.metadata.name == 'bad'");
    register(VALIDATING, "one", byObject, byNamespace, byCondition);
    assertThat(server.post(MAPS, map("good")).status()).isEqualTo(201);
    assertThat(server.post(MAPS, map("bad")).text("message"))
        .startsWith("admission webhook \"condition.example.com\" denied");
    String labelled = map("l").replace("\"name\"", "\"labels\":{\"watched\":\"yes\"},\"name\"");
    assertThat(server.post(MAPS, labelled).text("message"))
        .startsWith("admission webhook \"never.example.com\" denied");
    server.post(
        "/api/v1/namespaces",
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"w","labels":{"watched":"yes"}}}
        """);
    assertThat(server.post("/api/v1/namespaces/w/configmaps", map("x")).text("message"))
        .startsWith("admission webhook \"namespace.example.com\" denied");
  }

  @Test
  void aConditionWithoutAResultForbidsTheWrite() {
    ObjectNode hook = hook("/never");
    hook.putArray("matchConditions")
        .addObject()
        .put("name", "c")
        .put("expression", "object.nope == 1");
    register(VALIDATING, "one", hook);
    Answer refused = server.post(MAPS, map("a"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("message"))
        .isEqualTo(
            "configmaps \"a\" is forbidden: expression 'object.nope == 1' resulted in error: no"
                + " such key: nope");
  }

  @Test
  void whatDecidesOverWritesCanAlwaysBePutRight() {
    ObjectNode everything = hook("/refuses");
    ObjectNode rule = (ObjectNode) everything.get("rules").get(0);
    for (String field : List.of("apiGroups", "apiVersions", "resources")) {
      rule.putArray(field).add("*");
    }
    ((ObjectNode) everything.get("clientConfig")).put("url", "https://127.0.0.1:1/");
    register(VALIDATING, "wall", everything);
    assertThat(server.post(MAPS, map("a")).status()).isEqualTo(500);
    assertThat(server.delete(GROUP + "validatingwebhookconfigurations/wall").status())
        .isEqualTo(200);
    await().untilAsserted(() -> assertThat(server.post(MAPS, map("a")).status()).isIn(201, 409));
  }

  @Test
  void aRuleForAnotherVersionOfTheSameObjectsCountsUnlessItMustBeExact() {
    webhooks.answer("/events", request -> allow());
    ObjectNode hook = hook("/events");
    ((ObjectNode) hook.get("rules").get(0)).putArray("resources").add("events");
    ObjectNode exact = hook("/events").put("name", "exact.example.com");
    ((ObjectNode) exact.get("rules").get(0)).putArray("resources").add("events");
    exact.put("matchPolicy", "Exact");
    register(VALIDATING, "one", hook, exact);
    Answer created =
        server.send(
            "POST",
            "/apis/events.k8s.io/v1/namespaces/default/events",
            "application/json",
            """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e"},
             "regarding":{"kind":"ConfigMap","namespace":"default","name":"c"},"note":"n",
             "reason":"R","action":"A","type":"Normal","eventTime":"2026-01-01T00:00:00.000000Z",
             "reportingController":"example.com/c","reportingInstance":"i"}
            """,
            Map.of());
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(webhooks.requests()).hasSize(1);
    ObjectNode request = webhooks.requests().getFirst();
    assertThat(Json.text(request, "kind", "group")).isEmpty();
    assertThat(Json.text(request, "requestKind", "group")).isEqualTo("events.k8s.io");
    assertThat(Json.text(request, "object", "message")).isEqualTo("n");
  }
}
