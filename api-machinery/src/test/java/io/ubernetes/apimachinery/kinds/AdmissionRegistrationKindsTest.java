package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AdmissionRegistrationKindsTest {

  private static final ResourceType MUTATING = type("MutatingWebhookConfiguration");
  private static final ResourceType VALIDATING = type("ValidatingWebhookConfiguration");
  private static final ResourceType POLICY = type("ValidatingAdmissionPolicy");
  private static final ResourceType BINDING = type("ValidatingAdmissionPolicyBinding");

  private static final String GOOD =
      """
      {'name': 'a.b.c', 'sideEffects': 'None', 'admissionReviewVersions': ['v1'],
       'clientConfig': {'service': {'name': 's', 'namespace': 'n'}},
       'rules': [{'operations': ['*'], 'apiGroups': [''], 'apiVersions': ['v1'],
                  'resources': ['pods']}]}
      """;

  private static ResourceType type(String kind) {
    return AdmissionRegistrationKinds.types().stream()
        .filter(type -> type.names().kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static String object(ResourceType type, String rest) {
    return "{'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': '%s', 'metadata': {'name': 'x'}, %s}"
        .formatted(type.names().kind(), rest);
  }

  private static List<String> errorsOf(String webhook) {
    return errors(VALIDATING, object(VALIDATING, "'webhooks': [" + webhook + "]"));
  }

  @Test
  void aWebhookIsCompleted() {
    ObjectNode configuration =
        Conversation.created(MUTATING, json(object(MUTATING, "'webhooks': [" + GOOD + "]")));
    ObjectNode webhook = (ObjectNode) configuration.at("/webhooks/0");
    assertThat(webhook.path("failurePolicy").asString()).isEqualTo("Fail");
    assertThat(webhook.path("matchPolicy").asString()).isEqualTo("Equivalent");
    assertThat(webhook.path("reinvocationPolicy").asString()).isEqualTo("Never");
    assertThat(webhook.path("timeoutSeconds").asInt()).isEqualTo(10);
    assertThat(webhook.at("/clientConfig/service/port").asInt()).isEqualTo(443);
    assertThat(webhook.at("/rules/0/scope").asString()).isEqualTo("*");
    assertThat(webhook.has("objectSelector")).isTrue();
    assertThat(Conversation.errors(MUTATING, configuration)).isEmpty();
    assertThat(errorsOf(GOOD)).isEmpty();
  }

  @Test
  void aWebhookSaysWhatItNeeds() {
    assertThat(errorsOf("{'name': 'a.b', 'timeoutSeconds': 31, 'clientConfig': {}}"))
        .containsExactly(
            "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three"
                + " segments separated by dots",
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
            "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1"
                + " and 30 seconds",
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
            "webhooks[0].admissionReviewVersions: Required value: must specify one of v1,"
                + " v1beta1");
    assertThat(errorsOf(GOOD + ", " + GOOD))
        .containsExactly("webhooks[1].name: Duplicate value: \"a.b.c\"");
  }

  @Test
  void aWebhookIsCalledOverHttpsAtAPlainUrl() {
    String webhook = GOOD.replace("{'service': {'name': 's', 'namespace': 'n'}}", "{'url': '%s'}");
    assertThat(errorsOf(webhook.formatted("https://hook.example:8443/a/b"))).isEmpty();
    assertThat(errorsOf(webhook.formatted("http://me:secret@hook.example/?q=1#f")))
        .containsExactly(
            "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL"
                + " scheme; desired format: https://host[/path]",
            "webhooks[0].clientConfig.url: Invalid value: \"me:secret\": user information is not"
                + " permitted in the URL",
            "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the"
                + " URL",
            "webhooks[0].clientConfig.url: Invalid value: \"q=1\": query parameters are not"
                + " permitted in the URL");
    assertThat(errorsOf(webhook.formatted("https:///path")))
        .containsExactly(
            "webhooks[0].clientConfig.url: Invalid value: \"\": host must be specified; desired"
                + " format: https://host[/path]");
  }

  @Test
  void thePathOfAServiceIsMadeOfNames() {
    String webhook = GOOD.replace("'namespace': 'n'", "'namespace': 'n', 'path': '%s'");
    assertThat(errorsOf(webhook.formatted("/a/b/"))).isEmpty();
    assertThat(errorsOf(webhook.formatted("/a//b")))
        .containsExactly(
            "webhooks[0].clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be"
                + " empty");
  }

  @Test
  void aStarStandsAlone() {
    String webhook = GOOD.replace("['pods']", "%s");
    assertThat(errorsOf(webhook.formatted("['pods', '*/status', 'pods/status']")))
        .containsExactly(
            "webhooks[0].rules[0].resources[2]: Invalid value: \"pods/status\": if '*/status' is"
                + " present, must not specify pods/status");
    assertThat(errorsOf(webhook.formatted("['*', 'pods']")))
        .containsExactly(
            "webhooks[0].rules[0].resources: Invalid value: [\"*\",\"pods\"]: if '*' is present,"
                + " must not specify other resources without subresources");
    assertThat(errorsOf(GOOD.replace("['*']", "['*', 'READ']")))
        .containsExactly(
            "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"READ\"]: if '*' is present,"
                + " must not specify other operations",
            "webhooks[0].rules[0].operations[1]: Unsupported value: \"READ\": supported values:"
                + " \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"");
  }

  @Test
  void aPolicyNeedsSomethingToCheck() {
    assertThat(errors(POLICY, object(POLICY, "'spec': {'paramKind': {'apiVersion': 'a/b/c'}}")))
        .containsExactly(
            "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string:"
                + " a/b/c",
            "spec.paramKind.kind: Required value",
            "spec.matchConstraints: Required value",
            "spec.validations: Required value: validations or auditAnnotations must contain at"
                + " least one item",
            "spec.auditAnnotations: Required value: validations or auditAnnotations must contain"
                + " at least one item");
  }

  @Test
  void theExpressionsOfAPolicyHaveNamesAndContent() {
    String spec =
        """
        'spec': {'matchConstraints': {'resourceRules': [{'operations': ['*'], 'apiGroups': [''],
                 'apiVersions': ['v1'], 'resources': ['pods']}]},
         'variables': [{'name': 'for', 'expression': ' '}],
         'matchConditions': [{'name': 'm', 'expression': 'true'}, {'name': 'm'}],
         'validations': [{'expression': '', 'message': 'a\\nb', 'reason': 'Because'}],
         'auditAnnotations': [{'key': 'k', 'valueExpression': ' '}]}
        """;
    assertThat(errors(POLICY, object(POLICY, spec)))
        .containsExactly(
            "spec.matchConditions[1].expression: Required value",
            "spec.matchConditions[1].name: Duplicate value: \"m\"",
            "spec.variables[0].name: Invalid value: \"for\": must be a valid CEL identifier",
            "spec.variables[0].expression: Required value: expression is not specified",
            "spec.validations[0].expression: Required value: expression is not specified",
            "spec.validations[0].message: Invalid value: \"a\\nb\": must not contain line breaks",
            "spec.validations[0].reason: Unsupported value: \"Because\": supported values:"
                + " \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"",
            "spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not"
                + " specified");
  }

  @Test
  void aBindingNamesItsPolicyAndWhatFollows() {
    assertThat(
            errors(
                BINDING,
                object(
                    BINDING,
                    "'spec': {'paramRef': {'name': 'p', 'selector': {}},"
                        + " 'validationActions': ['Deny', 'Warn', 'Deny']}")))
        .containsExactly(
            "spec.policyName: Required value",
            "spec.paramRef.name: Forbidden: name and selector are mutually exclusive",
            "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive",
            "spec.paramRef.parameterNotFoundAction: Required value",
            "spec.validationActions[2]: Duplicate value: \"Deny\"",
            "spec.validationActions: Invalid value: [\"Deny\",\"Warn\",\"Deny\"]: must not contain"
                + " both Deny and Warn (repeating the same validation failure information in the"
                + " API response and headers serves no purpose)");
  }

  @Test
  void theConditionsInAStatusAreWellFormed() {
    ObjectNode policy =
        json(object(POLICY, "'status': {'conditions': [{'type': 'A', 'status': 'Maybe'}]}"));
    assertThat(Objects.texts(POLICY.strategy().validateStatusUpdate(policy, policy)))
        .containsExactly(
            "status.conditions[0].status: Unsupported value: \"Maybe\": supported values:"
                + " \"False\", \"True\", \"Unknown\"",
            "status.conditions[0].lastTransitionTime: Required value",
            "status.conditions[0].reason: Required value");
  }

  private static List<String> errorsOfExpression(String expression, String more) {
    return errors(
        POLICY,
        object(
            POLICY,
            """
            'spec': {'matchConstraints': {'resourceRules': [{'operations': ['*'], 'apiGroups': [''],
                     'apiVersions': ['v1'], 'resources': ['pods']}]}, %s
             'validations': [{'expression': "%s"}]}
            """
                .formatted(more, expression)));
  }

  @Test
  void expressionsAreCompiledWhenTheyAreConfigured() {
    assertThat(
            errorsOfExpression(
                "object.spec.replicas > 1 && request.namespace == namespaceObject.metadata.name",
                ""))
        .isEmpty();
    assertThat(errorsOfExpression("object.spec.flag", ""))
        .containsExactly(
            "spec.validations[0].expression: Invalid value: \"object.spec.flag\": must evaluate to"
                + " bool but got dyn");
    assertThat(errorsOfExpression("params.x == 1", ""))
        .singleElement()
        .asString()
        .contains("compilation failed: ERROR: <input>:1:1: undeclared reference to 'params'");
    assertThat(
            errorsOfExpression(
                "params.x == 1", "'paramKind': {'apiVersion': 'v1', 'kind': 'ConfigMap'},"))
        .isEmpty();
    assertThat(errorsOfExpression("request.user == 1", ""))
        .singleElement()
        .asString()
        .contains("undefined field 'user'");
  }

  @Test
  void variablesAreKnownOnlyBehindTheirDefinition() {
    String variables =
        "'variables': [{'name': 'a', 'expression': 'variables.b'}, {'name': 'b', 'expression':"
            + " '1'}],";
    assertThat(errorsOfExpression("variables.a == variables.b", variables))
        .singleElement()
        .asString()
        .startsWith(
            "spec.variables[0].expression: Invalid value: \"variables.b\": compilation failed")
        .contains("undefined field 'b'");
  }
}
