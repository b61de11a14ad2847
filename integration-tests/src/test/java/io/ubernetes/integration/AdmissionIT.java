package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.admission.WebhookServer;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks over real HTTPS and policies in CEL, as people meet them with kubectl.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private FederationServer server;
  private WebhookServer webhooks;
  private Kubectl kubectl;

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path home) throws Exception {
    Path binary = Kubectl.oldestAndNewest().toList().getLast();
    webhooks = new WebhookServer();
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    kubectl = new Kubectl(binary, data.resolve("admin.kubeconfig"), home);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
    if (webhooks != null) {
      webhooks.close();
    }
  }

  private Outcome create(String manifest) {
    return kubectl.reading(manifest, "create", "-f", "-");
  }

  private static String configMap(String name) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: {a: b}}";
  }

  private String webhook(String kind, String name, String path) {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: %s
    metadata: {name: %s}
    webhooks:
    - name: %s.example.com
      clientConfig: {url: "%s", caBundle: %s}
      rules:
      - {operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}
      objectSelector: {matchExpressions: [{key: skip, operator: DoesNotExist}]}
      sideEffects: None
      admissionReviewVersions: [v1]
    """
        .formatted(kind, name, name, webhooks.url(path), webhooks.authorities());
  }

  @Test
  void webhooksChangeAndRefuseWhatKubectlCreates() {
    webhooks.answer(
        "/stamp",
        request ->
            WebhookServer.patch(
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"stamped\":\"yes\"}}]"));
    webhooks.answer(
        "/names",
        request -> {
          if (!Json.text(request, "name").startsWith("bad")) {
            return WebhookServer.allow();
          }
          var refusal = Json.object().put("allowed", false);
          refusal.putObject("status").put("message", "bad names are not wanted").put("code", 403);
          return refusal;
        });
    create(webhook("MutatingWebhookConfiguration", "stamp", "/stamp")).orThrow();
    create(webhook("ValidatingWebhookConfiguration", "names", "/names")).orThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create(configMap("bad-one")).err())
                .contains(
                    "admission webhook \"names.example.com\" denied the request: bad names are not"
                        + " wanted"));
    create(configMap("good-one")).orThrow();
    assertThat(
            kubectl
                .run("get", "configmap", "good-one", "-o", "jsonpath={.metadata.labels.stamped}")
                .orThrow()
                .out())
        .isEqualTo("yes");
    kubectl
        .run("delete", "mutatingwebhookconfigurations,validatingwebhookconfigurations", "--all")
        .orThrow();
  }

  @Test
  void aPolicyRefusesAndWarns() {
    create(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: few}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                - {operations: [CREATE, UPDATE], apiGroups: [apps], apiVersions: [v1], resources: [replicasets]}
              validations:
              - expression: object.spec.replicas <= 5
                messageExpression: "'at most five, not ' + string(object.spec.replicas)"
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: few}
            spec: {policyName: few, validationActions: [Deny]}
            """)
        .orThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create(Manifests.replicaSet("many", 9)).err())
                .contains(
                    "ValidatingAdmissionPolicy 'few' with binding 'few' denied request: at most"
                        + " five, not 9"));
    create(Manifests.replicaSet("enough", 5)).orThrow();
    kubectl
        .run(
            "patch",
            "validatingadmissionpolicybinding",
            "few",
            "--type=merge",
            "-p",
            "{\"spec\":{\"validationActions\":[\"Warn\"]}}")
        .orThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    kubectl
                        .run(
                            "patch",
                            "rs",
                            "enough",
                            "--type=merge",
                            "-p",
                            "{\"spec\":{\"replicas\":7}}")
                        .err())
                .contains(
                    "Warning: Validation failed for ValidatingAdmissionPolicy 'few' with binding"
                        + " 'few': at most five, not 7"));
    kubectl.run("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "--all");
  }
}
