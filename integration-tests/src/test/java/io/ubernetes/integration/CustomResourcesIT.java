package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.admission.WebhookServer;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Custom resources as people use them with kubectl.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CustomResourcesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: rollouts.it.example.com}
      spec:
        group: it.example.com
        scope: Namespaced
        names: {plural: rollouts, kind: Rollout, shortNames: [rol], categories: [all]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          additionalPrinterColumns:
          - {name: Desired, type: integer, jsonPath: .spec.replicas}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          schema:
            openAPIV3Schema:
              description: A rollout of an application.
              type: object
              properties:
                spec:
                  type: object
                  required: [replicas]
                  x-kubernetes-validations:
                  - {rule: 'self.replicas <= self.limit', message: more replicas than the limit}
                  properties:
                    replicas: {type: integer, minimum: 0, description: How many there shall be.}
                    limit: {type: integer, default: 10}
                    steps:
                      type: array
                      items: {type: object, properties: {name: {type: string}, weight: {type: integer}}, required: [name]}
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                status: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  private FederationServer server;
  private Kubectl kubectl;

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path home) throws Exception {
    Path binary = Kubectl.oldestAndNewest().toList().getLast();
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    kubectl = new Kubectl(binary, data.resolve("admin.kubeconfig"), home);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private String out(String... arguments) {
    return kubectl.run(arguments).orThrow().out();
  }

  private static String rollout(String spec) {
    return "{apiVersion: it.example.com/v1, kind: Rollout, metadata: {name: web}, spec: "
        + spec
        + "}";
  }

  @Test
  void aCustomResourceLivesLikeAnyOther() {
    kubectl.reading(DEFINITION, "apply", "-f", "-").orThrow();
    out("wait", "--for=condition=Established", "crd/rollouts.it.example.com", "--timeout=60s");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    kubectl.reading(rollout("{replicas: 2}"), "apply", "-f", "-").orThrow().out())
                .contains("rollout.it.example.com/web created"));
    assertThat(out("get", "rol")).contains("DESIRED", "READY", "web", "2");
    assertThat(out("get", "rollout", "web", "-o", "jsonpath={.spec.limit}")).isEqualTo("10");
    assertThat(out("explain", "rollouts.spec.replicas")).contains("How many there shall be.");
    assertThat(out("api-resources", "--api-group=it.example.com")).contains("rollouts", "rol");
    assertThat(out("get", "crd", "rollouts.it.example.com")).contains("CREATED AT");
    out("scale", "rollout", "web", "--replicas=5");
    assertThat(
            out("get", "rollout", "web", "-o", "jsonpath={.spec.replicas} {.metadata.generation}"))
        .isEqualTo("5 2");
    assertThat(kubectl.run("scale", "rollout", "web", "--replicas=11").withExit(1).err())
        .contains("more replicas than the limit");
    kubectl
        .reading(
            rollout("{replicas: 3, steps: [{name: a, weight: 1}]}"),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=one",
            "-f",
            "-")
        .orThrow();
    kubectl
        .reading(
            rollout("{replicas: 3, steps: [{name: b, weight: 2}]}"),
            "apply",
            "--server-side",
            "--field-manager=two",
            "-f",
            "-")
        .orThrow();
    assertThat(out("get", "rollout", "web", "-o", "jsonpath={.spec.steps[*].name}"))
        .isEqualTo("a b");
    out(
        "patch",
        "rollout",
        "web",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    assertThat(out("get", "all")).contains("rollout.it.example.com/web").contains("True");
    out("delete", "crd", "rollouts.it.example.com", "--timeout=60s");
    assertThat(out("api-resources", "--api-group=it.example.com")).doesNotContain("rollouts");
  }

  @Test
  void kubectlSpeaksAVersionThatOnlyAWebhookCanMake() throws Exception {
    try (WebhookServer webhook = new WebhookServer()) {
      webhook.handle("/convert", CustomResourcesIT::converted);
      kubectl.reading(twoVersions(webhook), "apply", "-f", "-").orThrow();
      out("wait", "--for=condition=Established", "crd/hosts.conversion.example.com");
      String host =
          "{apiVersion: conversion.example.com/v1, kind: Host, metadata: {name: a}, spec: {hostPort:"
              + " 'h:80'}}";
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> kubectl.reading(host, "apply", "-f", "-").orThrow());
      String v2 = "hosts.v2.conversion.example.com";
      assertThat(out("get", v2, "a", "-o", "jsonpath={.spec.host}+{.spec.port}")).isEqualTo("h+80");
      out("patch", v2, "a", "--type=merge", "-p", "{\"spec\":{\"port\":\"81\"}}");
      assertThat(out("get", "hosts.v1.conversion.example.com", "-o", "jsonpath={..hostPort}"))
          .isEqualTo("h:81");
      assertThat(out("get", v2)).contains("PORT", "81");
      assertThat(out("explain", "hosts.spec", "--api-version=conversion.example.com/v2"))
          .contains("port");
      out("delete", v2, "a");
      out("delete", "crd", "hosts.conversion.example.com", "--timeout=60s");
    }
  }

  private static String twoVersions(WebhookServer webhook) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: hosts.conversion.example.com}
    spec:
      group: conversion.example.com
      scope: Namespaced
      names: {plural: hosts, kind: Host}
      conversion:
        strategy: Webhook
        webhook:
          conversionReviewVersions: [v1]
          clientConfig: {url: "%s", caBundle: %s}
      versions:
      - name: v1
        served: true
        storage: true
        schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {hostPort: {type: string}}}}}}
      - name: v2
        served: true
        storage: false
        additionalPrinterColumns: [{name: Port, type: string, jsonPath: .spec.port}]
        schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {host: {type: string}, port: {type: string}}}}}}
    """
        .formatted(webhook.url("/convert"), webhook.authorities());
  }

  private static WebhookServer.Raw converted(ObjectNode request) {
    ObjectNode review = Json.object();
    review.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "ConversionReview");
    ObjectNode response = review.putObject("response");
    response.put("uid", Json.text(request, "uid")).putObject("result").put("status", "Success");
    ArrayNode objects = response.putArray("convertedObjects");
    String to = Json.text(request, "desiredAPIVersion");
    for (JsonNode each : request.get("objects")) {
      ObjectNode object = (ObjectNode) each.deepCopy();
      ObjectNode spec = Json.object();
      if (to.endsWith("v2")) {
        String[] parts = Json.text(object, "spec", "hostPort").split(":", 2);
        spec.put("host", parts[0]).put("port", parts[1]);
      } else {
        String port = Json.text(object, "spec", "port");
        spec.put("hostPort", Json.text(object, "spec", "host") + ":" + port);
      }
      object.put("apiVersion", to).set("spec", spec);
      objects.add(object);
    }
    return new WebhookServer.Raw(200, Json.bytes(review));
  }

  @Test
  void theFederationsOwnGroupCannotBeTaken() {
    String own = DEFINITION.replace("it.example.com", "federation.ubernetes.io");
    assertThat(kubectl.reading(own, "create", "-f", "-").withExit(1).err())
        .contains("the group federation.ubernetes.io is the server's own");
  }
}
