package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Answers that are not as one would expect; they are those of a kube-apiserver 1.36.2.
class OddAnswersTest extends OnAServer {

  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String GOODS = "/apis/x.example.com/v1/namespaces/default/goods";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private Answer review(String accept) {
    return server.send("POST", REVIEWS, "application/json", "{}", Map.of("accept", accept));
  }

  @Test
  void ofAnswersToQuestionsThereAreNoTables() {
    assertThat(review(TABLE).status()).isEqualTo(406);
    assertThat(review(TABLE + ",application/json").text("kind")).isEqualTo("SelfSubjectReview");
    assertThat(review(TABLE.replace("Table", "PartialObjectMetadata")).text("kind"))
        .isEqualTo("PartialObjectMetadata");
  }

  @ParameterizedTest
  @CsvSource({"serviceaccounts", "resourcequotas"})
  void whoDeletesSomeKindsGetsTheObjectAsItWas(String resource) {
    server.post(CORE + resource, "{\"metadata\":{\"name\":\"x\"}}");
    Answer deleted = server.delete(CORE + resource + "/x");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text("metadata", "name")).isEqualTo("x");
    assertThat(deleted.json().get("metadata").propertyNames())
        .doesNotContain("deletionTimestamp", "deletionGracePeriodSeconds");
    assertThat(server.get(CORE + resource + "/x").status()).isEqualTo(404);
  }

  @Test
  void ofOtherKindsOneHearsThatTheyAreGone() {
    server.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"x\"}}");
    assertThat(server.delete(CORE + "configmaps/x").text("kind")).isEqualTo("Status");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x  | time: invalid duration \"x\"",
        "1  | time: missing unit in duration \"1\"",
        "1y | time: unknown unit \"y\" in duration \"1y\""
      })
  void aTimeoutThatIsNoSpanOfTimeIsRefused(String timeout, String message) {
    Answer refused = server.get(CORE + "configmaps?timeout=" + timeout);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("message"))
        .isEqualTo("invalid timeout specified in the request URL - " + message);
  }

  @ParameterizedTest
  @CsvSource({"32s", "0s", "-1s", "1h30m"})
  void aTimeoutThatIsOneIsTaken(String timeout) {
    assertThat(server.get(CORE + "configmaps?timeout=" + timeout).status()).isEqualTo(200);
  }

  @Test
  void appliesAreWrittenInYamlOnly() {
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"}}";
    String path = CORE + "configmaps/x?fieldManager=me";
    assertThat(server.patch(path, "application/apply-patch+json", body).status()).isEqualTo(415);
    assertThat(server.patch(path, "application/apply-patch+yaml", body).status()).isEqualTo(201);
  }

  @Test
  void aVersionWithASignIsNone() {
    server.post(CORE + "configmaps", "{\"metadata\":{\"name\":\"x\"}}");
    Answer refused =
        server.put(
            CORE + "configmaps/x", "{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"+5\"}}");
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.text("message"))
        .isEqualTo("strconv.ParseUint: parsing \"+5\": invalid syntax");
  }

  private void defineGoods() {
    Answer made =
        server.post(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """
            {"metadata": {"name": "goods.x.example.com"}, "spec": {"group": "x.example.com",
             "scope": "Namespaced", "names": {"plural": "goods", "kind": "Good"},
             "versions": [{"name": "v1", "served": true, "storage": true,
               "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.n",
                 "statusReplicasPath": ".status.n"}},
               "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                 "spec": {"type": "object", "properties": {
                   "n": {"type": "integer"},
                   "e": {"type": "string", "enum": ["x", "y"], "nullable": true}}},
                 "status": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}}]}}
            """);
    assertThat(made.status()).isEqualTo(201);
    await().atMost(Duration.ofSeconds(30)).until(() -> server.get(GOODS).status() == 200);
  }

  private Answer good(String spec) {
    return server.post(
        GOODS,
        """
        {"apiVersion": "x.example.com/v1", "kind": "Good", "metadata": {"name": "a"}, "spec": %s}
        """
            .formatted(spec));
  }

  @Test
  void aScaleCanBeWrittenThatCannotBeReadYet() {
    defineGoods();
    good("{}");
    String scale = GOODS + "/a/scale";
    assertThat(server.get(scale).status()).isEqualTo(500);
    Answer scaled =
        server.patch(scale, "application/merge-patch+json", "{\"spec\": {\"replicas\": 5}}");
    assertThat(scaled.status()).isEqualTo(200);
    assertThat(server.get(scale).json().at("/spec/replicas").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"n\": \"x\"}' | .spec.n accessor error: x is of the type string, expected int64",
        "'{\"n\": 1.5}' | .spec.n accessor error: 1.5 is of the type float64, expected int64",
        "'{\"n\": -1}' | should be a non-negative integer",
        "'{\"n\": 2147483648}' | should be less than or equal to 2147483647",
        "'{\"e\": null}' | Unsupported value: null: supported values: \"x\", \"y\""
      })
  void fieldsOfScalesAreJudgedAndNullMustBeOneOfTheListed(String spec, String message) {
    defineGoods();
    Answer refused = good(spec);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("message")).contains(message);
  }

  @Test
  void aCustomResourceHasOtherWordsForAFieldThatSelectsNothing() {
    defineGoods();
    assertThat(server.get(GOODS + "?fieldSelector=spec.n=1").text("message"))
        .isEqualTo("field label not supported: spec.n");
  }

  @Test
  void whatWasThereBeforeTheFirstApplyDoesNotOwnTheStatus() {
    defineGoods();
    good("null"); // nothing that anybody could own
    server.patch(GOODS + "/a/status", "application/merge-patch+json", "{\"status\": {\"n\": 3}}");
    Answer applied =
        server.patch(
            GOODS + "/a?fieldManager=me",
            "application/apply-patch+yaml",
            """
            {"apiVersion": "x.example.com/v1", "kind": "Good", "metadata": {"name": "a"},
             "spec": {"n": 1}}
            """);
    assertThat(applied.status()).isEqualTo(200);
    JsonNode owners = applied.json().at("/metadata/managedFields");
    assertThat(owners.findValues("f:status")).isEmpty();
    assertThat(owners.findValuesAsString("manager")).contains("me");
  }
}
