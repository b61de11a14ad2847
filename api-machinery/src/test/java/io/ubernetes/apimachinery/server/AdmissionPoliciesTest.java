package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// ValidatingAdmissionPolicies; the answers are those of a kube-apiserver 1.36 to the same
/// policies.
class AdmissionPoliciesTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String DENIED =
      "configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied"
          + " request: ";

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
    server.post(
        MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"par","labels":{"p":"1"}},
         "data":{"a":"2"}}
        """);
    await().until(() -> server.get(MAPS + "?resourceVersion=0").text().contains("\"par\""));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void policy(String spec, String binding) {
    ObjectNode policy =
        json("{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicy'}");
    policy.putObject("metadata").put("name", "p");
    ObjectNode body = Json.parseObject(spec.getBytes(StandardCharsets.UTF_8));
    if (!body.has("matchConstraints")) {
      body.set(
          "matchConstraints",
          json(
              "{'resourceRules':[{'operations':['*'],'apiGroups':[''],'apiVersions':['v1'],"
                  + "'resources':['configmaps']}]}"));
    }
    policy.set("spec", body);
    post("validatingadmissionpolicies", policy, "\"p\"");
    ObjectNode bound =
        json(
            "{'apiVersion':'admissionregistration.k8s.io/v1',"
                + "'kind':'ValidatingAdmissionPolicyBinding'}");
    bound.putObject("metadata").put("name", "b");
    ObjectNode bindingSpec = json(binding);
    bindingSpec.put("policyName", "p");
    if (!bindingSpec.has("validationActions")) {
      bindingSpec.putArray("validationActions").add("Deny");
    }
    bound.set("spec", bindingSpec);
    post("validatingadmissionpolicybindings", bound, "\"b\"");
  }

  private void post(String plural, ObjectNode object, String name) {
    Answer created = server.post(GROUP + plural, object.toString());
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    await().until(() -> server.get(GROUP + plural + "?resourceVersion=0").text().contains(name));
  }

  private Answer write() {
    return server.post(
        MAPS + "?dryRun=All",
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},"
            + "\"data\":{\"a\":\"1\"}}");
  }

  private static String validation(String expression) {
    return "{\"validations\":[{\"expression\":\"" + expression + "\"}]}";
  }

  @Test
  void policiesDoNotStandBetweenAServerAndItsQuestionsAboutRights() {
    policy(
        "{\"matchConstraints\":{\"resourceRules\":[{\"operations\":[\"*\"],\"apiGroups\":[\"*\"],"
            + "\"apiVersions\":[\"*\"],\"resources\":[\"*\"]}]},"
            + "\"validations\":[{\"expression\":\"false\"}]}",
        "{}");

    assertThat(write().status()).isEqualTo(422);
    Answer answered =
        server.post(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            "{\"spec\":{\"user\":\"joe\",\"resourceAttributes\":{\"verb\":\"get\"}}}");
    assertThat(answered.status()).as(answered.text()).isEqualTo(201);
  }

  static Stream<Arguments> denials() {
    return Stream.of(
        Arguments.of(validation("false"), "{}", 422, DENIED + "failed expression: false"),
        Arguments.of(
            "{\"validations\":[{\"expression\":\"false\",\"message\":\"m\","
                + "\"reason\":\"RequestEntityTooLarge\"}]}",
            "{}",
            413,
            DENIED + "m"),
        Arguments.of(
            "{\"validations\":[{\"expression\":\"false\",\"reason\":\"Forbidden\","
                + "\"messageExpression\":\"'hi ' + object.metadata.name\"}]}",
            "{}",
            403,
            DENIED + "hi m"),
        Arguments.of(
            validation("object.nope == 1"),
            "{}",
            422,
            DENIED + "expression 'object.nope == 1' resulted in error: no such key: nope"),
        Arguments.of(
            "{\"variables\":[{\"name\":\"x\",\"expression\":\"object.nope\"}],"
                + "\"validations\":[{\"expression\":\"variables.x == 2\"}]}",
            "{}",
            422,
            DENIED
                + "expression 'variables.x == 2' resulted in error: composited variable \"x\" fails"
                + " to evaluate: no such key: nope"),
        Arguments.of(
            "{\"validations\":[{\"expression\":\"false\"}],\"matchConditions\":[{\"name\":\"n\","
                + "\"expression\":\"object.nope == 1\"}]}",
            "{}",
            422,
            DENIED + "expression 'object.nope == 1' resulted in error: no such key: nope"),
        Arguments.of(
            params("object.data.a == params.data.a"),
            "{'paramRef':{'name':'par','parameterNotFoundAction':'Deny'}}",
            422,
            DENIED + "failed expression: object.data.a == params.data.a"),
        Arguments.of(
            params("object.data.a == params.data.a"),
            "{'paramRef':{'selector':{'matchLabels':{'p':'1'}},'parameterNotFoundAction':'Deny'}}",
            422,
            DENIED + "failed expression: object.data.a == params.data.a"),
        Arguments.of(
            params("true"),
            "{'paramRef':{'name':'nope','parameterNotFoundAction':'Deny'}}",
            422,
            DENIED
                + "failed to configure binding: no params found for policy binding with `Deny`"
                + " parameterNotFoundAction"),
        Arguments.of(
            params("true").replace("\"v1\"", "\"ex.com/v1\"").replace("ConfigMap", "Foo"),
            "{'paramRef':{'name':'par','parameterNotFoundAction':'Deny'}}",
            422,
            "configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: failed to"
                + " configure policy: failed to find resource referenced by paramKind:"
                + " 'ex.com/v1, Kind=Foo'"));
  }

  private static String params(String expression) {
    return "{\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},\"validations\":"
        + "[{\"expression\":\""
        + expression
        + "\"}]}";
  }

  @ParameterizedTest
  @MethodSource("denials")
  void whatDoesNotHoldIsRefused(String spec, String binding, int status, String message) {
    policy(spec, binding);
    Answer refused = write();
    assertThat(refused.text("message")).isEqualTo(message);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.json().at("/details/causes/0/message").asString())
        .isEqualTo(message.substring("configmaps \"m\" is forbidden: ".length()));
  }

  static Stream<Arguments> allowances() {
    return Stream.of(
        Arguments.of(validation("oldObject == null"), "{}"),
        Arguments.of(
            "{\"failurePolicy\":\"Ignore\",\"validations\":[{\"expression\":\"object.nope == 1\"}]}",
            "{}"),
        Arguments.of(
            "{\"variables\":[{\"name\":\"x\",\"expression\":\"1 + 1\"},{\"name\":\"y\","
                + "\"expression\":\"variables.x + 1\"}],"
                + "\"validations\":[{\"expression\":\"variables.y == 3\"}]}",
            "{}"),
        Arguments.of(
            validation(
                "namespaceObject.metadata.name == 'default' &&"
                    + " namespaceObject.metadata.labels['kubernetes.io/metadata.name'] =="
                    + " 'default'"),
            "{}"),
        Arguments.of(
            validation(
                "request.operation == 'CREATE' && request.userInfo.username == 'tester' &&"
                    + " request.kind.kind == 'ConfigMap' && request.dryRun && request.name == 'm'"
                    + " && request.namespace == 'default'"),
            "{}"),
        Arguments.of(
            validation(
                "authorizer.group('').resource('configmaps').namespace('default').check('create')"
                    + ".allowed() && authorizer.requestResource.check('delete').allowed()"),
            "{}"),
        Arguments.of(
            "{\"validations\":[{\"expression\":\"false\"}],\"matchConditions\":[{\"name\":\"n\","
                + "\"expression\":\"object.metadata.name == 'other'\"}]}",
            "{}"),
        Arguments.of(
            params("false"), "{'paramRef':{'name':'no','parameterNotFoundAction':'Allow'}}"),
        Arguments.of(
            "{\"validations\":[{\"expression\":\"false\"}],\"matchConstraints\":{\"resourceRules\":"
                + "[{\"operations\":[\"*\"],\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],"
                + "\"resources\":[\"*\"]}],\"excludeResourceRules\":[{\"operations\":[\"*\"],"
                + "\"apiGroups\":[\"\"],\"apiVersions\":[\"*\"],\"resources\":[\"configmaps\"]}]}}",
            "{}"),
        Arguments.of(
            validation("false"),
            "{'matchResources':{'namespaceSelector':{'matchLabels':{'no':'such'}}}}"));
  }

  @ParameterizedTest
  @MethodSource("allowances")
  void whatHoldsOrDoesNotConcernIsLetThrough(String spec, String binding) {
    policy(spec, binding);
    Answer written = write();
    assertThat(written.status()).as(written.text()).isEqualTo(201);
  }

  @Test
  void aWarningWarnsAndLetsThrough() {
    policy(
        "{\"validations\":[{\"expression\":\"false\",\"message\":\"w\"}]}",
        "{'validationActions':['Warn','Audit']}");
    Answer written = write();
    assertThat(written.status()).isEqualTo(201);
    assertThat(written.headers().toString())
        .contains("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': w");
  }

  @Test
  void aChangedPolicyCountsAtOnceAndADeletedBindingNoMore() {
    policy(validation("false"), "{}");
    assertThat(write().status()).isEqualTo(422);
    server.patch(
        GROUP + "validatingadmissionpolicies/p",
        "application/merge-patch+json",
        validationSpec("true"));
    await().untilAsserted(() -> assertThat(write().status()).isEqualTo(201));
    server.patch(
        GROUP + "validatingadmissionpolicies/p",
        "application/merge-patch+json",
        validationSpec("false"));
    await().untilAsserted(() -> assertThat(write().status()).isEqualTo(422));
    server.delete(GROUP + "validatingadmissionpolicybindings/b");
    await().untilAsserted(() -> assertThat(write().status()).isEqualTo(201));
  }

  private static String validationSpec(String expression) {
    return "{\"spec\":" + validation(expression) + "}";
  }

  /// Where an expression asks for what the objects do not have, the status says so; the sentences
  /// are those of Kubernetes' controller.
  @Test
  void theStatusTellsWhatExpressionsGetWrongAboutTypes() {
    policy(
        """
        {"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
         "matchConstraints": {"resourceRules": [
           {"operations": ["*"], "apiGroups": ["apps"], "apiVersions": ["v1"],
            "resources": ["replicasets", "deployments", "deployments/scale"]},
           {"operations": ["*"], "apiGroups": ["*"], "apiVersions": ["v1"],
            "resources": ["configmaps"]}]},
         "variables": [{"name": "r", "expression": "object.spec.replicas"},
           {"name": "m", "expression": "object.metadata"}],
         "validations": [
           {"expression": "object.replicas > 1"},
           {"expression": "object.spec.replicas > 1 && params.data.x == 'a'",
            "messageExpression": "'a' + object.spec.foo"},
           {"expression": "variables.r == 'a'"},
           {"expression": "variables.m.nothing == 'a'"},
           {"expression": "params.nodata == 'a'"},
           {"expression": "object.spec.template.spec.containers[0].resources.limits['cpu'] == 3"},
           {"expression": "object.spec.strategy.rollingUpdate.maxSurge == 3"}]}
        """,
        "{}");
    String policy = GROUP + "validatingadmissionpolicies/p";
    await().until(() -> server.get(policy).json().at("/status/observedGeneration").asLong() == 1);
    var warnings = server.get(policy).json().at("/status/typeChecking/expressionWarnings");
    assertThat(warnings.values().stream().map(warning -> Json.text(warning, "fieldRef")))
        .containsExactly(
            "spec.validations[0].expression",
            "spec.validations[1].messageExpression",
            "spec.validations[2].expression",
            "spec.validations[4].expression",
            "spec.validations[5].expression",
            "spec.validations[6].expression");
    assertThat(Json.text(warnings.get(0), "warning"))
        .isEqualTo(
            """
            apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'
             | object.replicas > 1
             | ......^

            apps/v1, Kind=ReplicaSet: ERROR: <input>:1:7: undefined field 'replicas'
             | object.replicas > 1
             | ......^
            """);
    assertThat(Json.text(warnings.get(2), "warning"))
        .contains("found no matching overload for '_==_' applied to '(int, string)'");
    assertThat(Json.text(warnings.get(3), "warning")).contains("undefined field 'nodata'");
    assertThat(Json.text(warnings.get(4), "warning")).contains("undefined field 'limits'");
    assertThat(Json.text(warnings.get(5), "warning"))
        .startsWith("apps/v1, Kind=ReplicaSet: ERROR: <input>:1:12: undefined field 'strategy'");
  }

  @Test
  void theStatusOfAPolicyWithoutMistakesSaysThatItWasLookedAt() {
    policy("{\"validations\": [{\"expression\": \"object.data.size() > 1\"}]}", "{}");
    String policy = GROUP + "validatingadmissionpolicies/p";
    await()
        .untilAsserted(() ->
            assertThat(server.get(policy).json().get("status").toString())
                .isEqualTo("{\"observedGeneration\":1,\"typeChecking\":{}}"));
  }
}
