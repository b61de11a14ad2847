package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.federation.apiserver.FederationServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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
  void theFederationsOwnGroupCannotBeTaken() {
    String own = DEFINITION.replace("it.example.com", "federation.ubernetes.io");
    assertThat(kubectl.reading(own, "create", "-f", "-").withExit(1).err())
        .contains("the group federation.ubernetes.io is the server's own");
  }
}
