package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the rules of kinds mean for whole requests: generations, versions, subresources, warnings.
class WorkloadRequestsTest extends OnAServer {

  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
  private static final String AUTOSCALERS = "/namespaces/default/horizontalpodautoscalers";

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private Answer deployment(String name) {
    return server.post(
        DEPLOYMENTS,
        json(
            """
            {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': '%s'},
             'spec': {'selector': {'matchLabels': {'app': 'web'}},
               'template': {'metadata': {'labels': {'app': 'web'}},
                 'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}}}
            """
                .formatted(name)));
  }

  private static int generation(Answer answer) {
    return answer.json().at("/metadata/generation").asInt();
  }

  @Test
  void generationsCountWhatMatters() {
    assertThat(generation(deployment("web"))).isEqualTo(1);
    String web = DEPLOYMENTS + "/web";
    assertThat(generation(server.patch(web, MERGE, json("{'metadata': {'labels': {'a': 'b'}}}"))))
        .isEqualTo(1);
    assertThat(
            generation(server.patch(web, MERGE, json("{'metadata': {'annotations': {'a': 'b'}}}"))))
        .isEqualTo(2);
    assertThat(generation(server.patch(web + "/scale", MERGE, json("{'spec': {'replicas': 3}}"))))
        .isZero();
    assertThat(generation(server.get(web))).isEqualTo(3);
    Answer status =
        server.patch(
            web + "/status",
            MERGE,
            json("{'metadata': {'labels': {'c': 'd'}}, 'status': {'replicas': 3}}"));
    assertThat(generation(status)).isEqualTo(3);
    assertThat(status.json().at("/metadata/labels").has("c")).isFalse();
  }

  @Test
  void aNameThatIsNoHostNameIsWarnedOfOnceOnly() {
    assertThat(deployment("a.b").headers().get("Warning"))
        .contains("a DNS label is recommended: [must not contain dots]");
    Answer changed = server.patch(DEPLOYMENTS + "/a.b", MERGE, json("{'spec': {'replicas': 2}}"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.headers()).doesNotContainKey("Warning");
  }

  @Test
  void aBudgetIsReplacedOnlyByThoseWhoHaveSeenIt() {
    String budget =
        json(
            """
            {'apiVersion': 'policy/v1', 'kind': 'PodDisruptionBudget', 'metadata': {'name': 'p'},
             'spec': {'minAvailable': 1}}
            """);
    Answer made = server.post(BUDGETS, budget);
    Answer blind = server.put(BUDGETS + "/p", budget);
    assertThat(blind.status()).isEqualTo(422);
    assertThat(blind.text("message"))
        .isEqualTo(
            "poddisruptionbudgets.policy \"p\" is invalid: metadata.resourceVersion: Invalid value:"
                + " 0: must be specified for an update");
    assertThat(server.put(BUDGETS + "/p", made.text()).status()).isEqualTo(200);
  }

  @Test
  void anAutoscalerOfOneVersionIsReadInTheOther() {
    String v1 = "/apis/autoscaling/v1" + AUTOSCALERS;
    String v2 = "/apis/autoscaling/v2" + AUTOSCALERS;
    String body =
        json(
            """
            {'apiVersion': 'autoscaling/v1', 'kind': 'HorizontalPodAutoscaler',
             'metadata': {'name': 'h'}, 'spec': {'maxReplicas': 9,
               'scaleTargetRef': {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': 'web'},
               'targetCPUUtilizationPercentage': 70}}
            """);
    assertThat(server.post(v1, body).status()).isEqualTo(201);
    assertThat(
            server
                .get(v2 + "/h")
                .json()
                .at("/spec/metrics/0/resource/target/averageUtilization")
                .asInt())
        .isEqualTo(70);
    String memory =
        json(
            """
            {'spec': {'metrics': [{'type': 'Resource', 'resource': {'name': 'memory',
              'target': {'type': 'AverageValue', 'averageValue': '1Gi'}}}]}}
            """);
    assertThat(server.patch(v2 + "/h", MERGE, memory).status()).isEqualTo(200);
    Answer older = server.patch(v1 + "/h", MERGE, json("{'spec': {'maxReplicas': 8}}"));
    assertThat(older.json().at("/spec/targetCPUUtilizationPercentage").isMissingNode()).isTrue();
    assertThat(server.get(v2 + "/h").json().at("/spec/metrics/0/resource/name").asString())
        .isEqualTo("memory");
    assertThat(server.get(v2 + "/h").json().at("/spec/maxReplicas").asInt()).isEqualTo(8);
  }

  @Test
  void whoWritesThroughOneVersionTakesFieldsFromThoseWhoWroteThroughAnother() {
    String v1 = "/apis/autoscaling/v1" + AUTOSCALERS;
    String v2 = "/apis/autoscaling/v2" + AUTOSCALERS;
    String body =
        json(
            """
            {'apiVersion': 'autoscaling/v2', 'kind': 'HorizontalPodAutoscaler',
             'metadata': {'name': 'h'}, 'spec': {'maxReplicas': 9,
               'scaleTargetRef': {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': 'web'},
               'metrics': [{'type': 'Resource', 'resource': {'name': 'cpu',
                 'target': {'type': 'Utilization', 'averageUtilization': 50}}}]}}
            """);
    assertThat(server.post(v2 + "?fieldManager=one", body).status()).isEqualTo(201);

    String use = json("{'spec': {'targetCPUUtilizationPercentage': 60}}");
    Answer used = server.patch(v1 + "/h?fieldManager=two", MERGE, use);

    assertThat(owned(used, "two"))
        .isEqualTo("{\"f:spec\":{\"f:targetCPUUtilizationPercentage\":{}}}");
    assertThat(owned(used, "one")).contains("f:maxReplicas").doesNotContain("f:metrics");

    String size =
        json(
            """
            {'apiVersion': 'autoscaling/v1', 'kind': 'HorizontalPodAutoscaler',
             'metadata': {'name': 'h'}, 'spec': {'maxReplicas': 7,
               'scaleTargetRef': {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': 'web'}}}
            """);
    Answer conflict = server.patch(v1 + "/h?fieldManager=app", APPLY, size);
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.text("message")).contains("\"one\" using autoscaling/v2");
    Answer forced = server.patch(v1 + "/h?fieldManager=app&force=true", APPLY, size);
    assertThat(forced.status()).isEqualTo(200);
    assertThat(owned(forced, "one")).doesNotContain("f:maxReplicas");

    // Applied through the other version, what is not wished any more goes.
    String more =
        size.replace("autoscaling/v1", "autoscaling/v2")
            .replace("\"maxReplicas\": 7", "\"maxReplicas\": 7, \"minReplicas\": 2");
    assertThat(server.patch(v2 + "/h?fieldManager=app&force=true", APPLY, more).status())
        .isEqualTo(200);
    Answer less = server.patch(v1 + "/h?fieldManager=app", APPLY, size);
    assertThat(less.json().at("/spec/minReplicas").asInt()).isEqualTo(1);
    assertThat(less.json().at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(60);
  }

  private static String owned(Answer answer, String manager) {
    for (JsonNode entry : answer.json().at("/metadata/managedFields")) {
      if (entry.at("/manager").asString().equals(manager)) {
        return entry.at("/fieldsV1").toString();
      }
    }
    return "";
  }
}
