package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.integration.TestRequests.Answer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Priority and fairness over HTTPS: its objects are served, count when they change, and decide who
/// is answered when there is too much to do.
final class FlowControlIT extends OnAFederation {
  private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static TestRequests admin;

  @BeforeAll
  static void connect() throws Exception {
    KubeconfigFile kubeconfig = KubeconfigFile.read(adminKubeconfig());
    admin = new TestRequests(kubeconfig, HttpClient.Version.HTTP_2);
    String binding =
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
         "metadata":{"name":"everybody"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
         "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:authenticated"}]}
        """;
    assertThat(
            admin.post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding).status())
        .isEqualTo(201);
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  @Test
  void theObjectsOfKubernetesAreThereAndSayThatTheirLevelsAre() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String table =
              admin
                  .get(
                      GROUP + "flowschemas",
                      "Accept",
                      "application/json;as=Table;v=v1;g=meta.k8s.io")
                  .text();
          assertThat(table)
              .contains("[\"exempt\",\"exempt\",1,\"<none>\"")
              .contains("[\"catch-all\",\"catch-all\",10000,\"ByUser\"")
              .contains("[\"ubernetes-deletes\",\"deletes\",700,\"ByUser\"")
              .doesNotContain("\"?\"]");
        });
    assertThat(admin.get(GROUP + "prioritylevelconfigurations/workload-low").json().at("/spec"))
        .hasToString(
            "{\"type\":\"Limited\",\"limited\":{\"nominalConcurrencyShares\":100,\"limitResponse\":"
                + "{\"type\":\"Queue\",\"queuing\":{\"queues\":128,\"handSize\":6,"
                + "\"queueLengthLimit\":50}},\"lendablePercent\":90}}");
  }

  @Test
  void anAnswerTellsUnderWhichPolicyItWasGiven() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String uid = admin.get(GROUP + "flowschemas/global-default").text("metadata", "uid");
          Answer answer = as("alice", "/api/v1/namespaces/default/configmaps");
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.header("X-Kubernetes-PF-FlowSchema-UID")).isEqualTo(uid);
        });
  }

  @Test
  void whoIsHeldBackIsToldToComeAgainAndNobodyElseIs() {
    level("jail", "0", "{\"type\":\"Reject\"}");
    schema("jail", "jail", 300, "prisoner");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Answer refused = as("prisoner", "/api/v1/namespaces/default/configmaps");
          assertThat(refused.status()).isEqualTo(429);
          assertThat(refused.header("Retry-After")).matches("[1-8]");
          assertThat(refused.text("reason")).isEqualTo("TooManyRequests");
          assertThat(refused.text("message"))
              .isEqualTo("Too many requests, please try again later.");
        });
    assertThat(as("prisoner", "/readyz").status()).isEqualTo(200);
    assertThat(as("prisoner", "/version").status()).isEqualTo(200);
    assertThat(as("bob", "/api/v1/namespaces/default/configmaps").status()).isEqualTo(200);
    assertThat(admin.get("/metrics").text())
        .containsPattern(
            "apiserver_flowcontrol_rejected_requests_total\\{flow_schema=\"jail\","
                + "priority_level=\"jail\",reason=\"concurrency-limit\"\\} [1-9]");

    assertThat(admin.delete(GROUP + "flowschemas/jail", "").status()).isEqualTo(200);

    await()
        .atMost(PATIENCE)
        .until(() -> as("prisoner", "/api/v1/namespaces/default/configmaps").status() == 200);
  }

  @Test
  void whoWaitsIsServedWhenThereIsRoom() throws Exception {
    String queue =
        "{\"type\":\"Queue\",\"queuing\":{\"queues\":4,\"handSize\":2,\"queueLengthLimit\":50}}";
    level("gate", "0", queue);
    schema("gate", "gate", 310, "patient");
    await()
        .atMost(PATIENCE)
        .until(() -> admin.get("/metrics").text().contains("flow_schema=\"gate\""));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(threads.submit(() -> as("patient", "/api/v1/namespaces/default/configmaps")));
      }
      await()
          .atMost(PATIENCE)
          .until(() -> inQueue("gate").stripTrailing().endsWith(" 5.0") || anyDone(waiting));
      assertThat(waiting).noneMatch(Future::isDone);
      assertThat(
              admin
                  .send(
                      "PATCH",
                      GROUP + "prioritylevelconfigurations/gate",
                      "{\"spec\":{\"limited\":{\"nominalConcurrencyShares\":30}}}",
                      "Content-Type",
                      "application/merge-patch+json")
                  .status())
          .isEqualTo(200);
      for (Future<Answer> each : waiting) {
        assertThat(each.get().status()).isEqualTo(200);
      }
    }
    assertThat(admin.get("/debug/api_priority_and_fairness/dump_priority_levels").text())
        .contains("\ngate, ");
  }

  private static boolean anyDone(List<Future<Answer>> all) {
    return all.stream().anyMatch(Future::isDone);
  }

  private static String inQueue(String schema) {
    return admin
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("apiserver_flowcontrol_current_inqueue_requests"))
        .filter(line -> line.contains("flow_schema=\"" + schema + "\""))
        .findFirst()
        .orElse("");
  }

  private static Answer as(String user, String path) {
    return admin.get(path, "Impersonate-User", user, "Impersonate-Group", "system:authenticated");
  }

  private static void level(String name, String shares, String response) {
    String body =
        """
        {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"PriorityLevelConfiguration",
         "metadata":{"name":"%s"},"spec":{"type":"Limited","limited":
         {"nominalConcurrencyShares":%s,"limitResponse":%s}}}
        """
            .formatted(name, shares, response);
    assertThat(admin.post(GROUP + "prioritylevelconfigurations", body).status()).isEqualTo(201);
  }

  private static void schema(String name, String level, int precedence, String user) {
    String body =
        """
        {"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema",
         "metadata":{"name":"%s"},"spec":{"matchingPrecedence":%d,
         "priorityLevelConfiguration":{"name":"%s"},"distinguisherMethod":{"type":"ByUser"},
         "rules":[{"subjects":[{"kind":"User","user":{"name":"%s"}}],"resourceRules":
         [{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}]}]}}
        """
            .formatted(name, precedence, level, user);
    assertThat(admin.post(GROUP + "flowschemas", body).status()).isEqualTo(201);
  }
}
