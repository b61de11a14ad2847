package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerConversion;
import io.ubernetes.apimachinery.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// The two versions of an autoscaler and its rules. What is expected is what a real API server
/// answered to the same objects.
class HorizontalPodAutoscalerKindTest {

  private static final ResourceType TYPE = HorizontalPodAutoscalerKind.type();

  private static final String METRICS =
      """
      'metrics': [
        {'type': 'Resource', 'resource': {'name': 'memory',
          'target': {'type': 'AverageValue', 'averageValue': '1Gi'}}},
        {'type': 'Pods', 'pods': {'metric': {'name': 'p', 'selector': {'matchLabels': {'a': 'b'}}},
          'target': {'type': 'AverageValue', 'averageValue': '10'}}},
        {'type': 'Object', 'object': {'metric': {'name': 'o'},
          'describedObject': {'kind': 'Service', 'name': 's', 'apiVersion': 'v1'},
          'target': {'type': 'Value', 'value': '2k'}}},
        {'type': 'External', 'external': {'metric': {'name': 'e'},
          'target': {'type': 'AverageValue', 'averageValue': '300m'}}},
        {'type': 'ContainerResource', 'containerResource': {'name': 'cpu', 'container': 'web',
          'target': {'type': 'Utilization', 'averageUtilization': 70}}},
        {'type': 'Resource', 'resource': {'name': 'cpu',
          'target': {'type': 'Utilization', 'averageUtilization': 60}}}]
      """;

  private static String text(String more) {
    return """
    {'apiVersion': 'autoscaling/v2', 'kind': 'HorizontalPodAutoscaler',
     'metadata': {'name': 'h', 'annotations': {'x': 'y'}},
     'spec': {'scaleTargetRef': {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': 'web'},
              'maxReplicas': 5 %s}}
    """
        .formatted(more);
  }

  private static ObjectNode autoscaler(String more) {
    return Conversation.created(TYPE, json(text(more)));
  }

  @Test
  void whatTheOlderVersionCannotSayStandsInItsAnnotations() {
    ObjectNode v1 = AutoscalerConversion.toV1(autoscaler(", " + METRICS));
    assertThat(v1.get("apiVersion").asString()).isEqualTo("autoscaling/v1");
    assertThat(v1.at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(60);
    assertThat(v1.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics").asString())
        .isEqualTo(
            "[{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\",\"targetAverageValue\":\"1Gi\"}},"
                + "{\"type\":\"Pods\",\"pods\":{\"metricName\":\"p\",\"targetAverageValue\":\"10\","
                + "\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}},"
                + "{\"type\":\"Object\",\"object\":{\"target\":{\"kind\":\"Service\",\"name\":\"s\","
                + "\"apiVersion\":\"v1\"},\"metricName\":\"o\",\"targetValue\":\"2k\"}},"
                + "{\"type\":\"External\",\"external\":{\"metricName\":\"e\","
                + "\"targetAverageValue\":\"300m\"}},"
                + "{\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\","
                + "\"targetAverageUtilization\":70,\"container\":\"web\"}}]");
    assertThat(v1.at("/metadata/annotations/x").asString()).isEqualTo("y");
  }

  @Test
  void nothingIsLostOnTheWayThroughTheOlderVersion() {
    ObjectNode autoscaler =
        autoscaler(
            ", 'minReplicas': 2, 'behavior': {'scaleDown': {'tolerance': '0.1'}}, " + METRICS);
    autoscaler.set(
        "status",
        json(
            """
            {'desiredReplicas': 4, 'currentReplicas': 3, 'observedGeneration': 1,
             'conditions': [{'type': 'AbleToScale', 'status': 'True', 'reason': 'r',
               'message': 'a < b', 'lastTransitionTime': '2026-01-01T00:00:00Z'}],
             'currentMetrics': [
               {'type': 'Resource', 'resource': {'name': 'cpu',
                 'current': {'averageUtilization': 33, 'averageValue': '100m'}}},
               {'type': 'External', 'external': {'metric': {'name': 'e'},
                 'current': {'value': '1', 'averageValue': '2'}}}]}
            """));
    ObjectNode v1 = AutoscalerConversion.toV1(autoscaler);
    assertThat(v1.at("/status/currentCPUUtilizationPercentage").asInt()).isEqualTo(33);
    assertThat(
            v1.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1conditions").asString())
        .contains("a \\u003c b");
    assertThat(AutoscalerConversion.toV2(v1)).isEqualTo(autoscaler);
  }

  @Test
  void annotationsThatOnlyCarryFieldsAreNotStored() {
    ObjectNode autoscaler = autoscaler("");
    ((ObjectNode) autoscaler.at("/metadata/annotations"))
        .put("autoscaling.alpha.kubernetes.io/behavior", "{}");
    assertThat(TYPE.versions().getFirst().toStorage().apply(autoscaler).at("/metadata/annotations"))
        .isEqualTo(json("{'x': 'y'}"));
  }

  @Test
  void theUseOfCpuIsWhatCountsWhenNothingIsSaid() {
    assertThat(autoscaler("").at("/spec/metrics/0/resource/target/averageUtilization").asInt())
        .isEqualTo(80);
    ObjectNode v1 = json(text("").replace("autoscaling/v2", "autoscaling/v1"));
    assertThat(
            AutoscalerConversion.toV2(v1)
                .at("/spec/metrics/0/resource/target/averageUtilization")
                .asInt())
        .isEqualTo(80);
  }

  @Test
  void aBehaviorIsCompleted() {
    assertThat(
            autoscaler(", 'behavior': {'scaleUp': {'selectPolicy': 'Min'}}").at("/spec/behavior"))
        .isEqualTo(
            json(
                """
                {'scaleUp': {'selectPolicy': 'Min', 'stabilizationWindowSeconds': 0, 'policies': [
                   {'type': 'Pods', 'value': 4, 'periodSeconds': 15},
                   {'type': 'Percent', 'value': 100, 'periodSeconds': 15}]},
                 'scaleDown': {'selectPolicy': 'Max', 'policies': [
                   {'type': 'Percent', 'value': 100, 'periodSeconds': 15}]}}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'minReplicas': 9 | spec.maxReplicas: Invalid value: 5: must be greater than or equal to"
            + " `minReplicas`",
        "'metrics': [{'type': 'Resource'}] | spec.metrics[0].resource: Required value: must populate"
            + " information for the given metric source",
        "'metrics': [{'type': 'Resource', 'resource': {'name': 'cpu', 'target': {'type':"
            + " 'Utilization', 'averageUtilization': 0}}}] |"
            + " spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be"
            + " greater than 0",
        "'metrics': [{'type': 'ContainerResource', 'containerResource': {'name': 'foo', 'container':"
            + " 'a', 'target': {'type': 'Value', 'averageValue': '1'}}}] |"
            + " spec.metrics[0].containerResource.name: Invalid value: \"foo\": must be a standard"
            + " resource type or fully qualified; spec.metrics[0].containerResource.name: Invalid"
            + " value: \"foo\": must be a standard resource for containers",
        "'behavior': {'scaleUp': {'policies': [{'type': 'Pods', 'value': 1, 'periodSeconds': 9999}]}}"
            + " | spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 9999: must be less"
            + " than or equal to 1800",
      })
  void theSpecMustMakeSense(String spec, String expected) {
    assertThat(String.join("; ", errors(TYPE, text(", " + spec)))).isEqualTo(expected);
  }

  @Test
  void aTargetNeedsAGroupUnlessItWasThereBefore() {
    ObjectNode old = autoscaler("");
    ((ObjectNode) old.at("/spec/scaleTargetRef")).put("apiVersion", "v1");
    ObjectNode changed = old.deepCopy();
    assertThat(TYPE.strategy().validateUpdate(changed, old)).isEmpty();
    ((ObjectNode) changed.at("/spec/scaleTargetRef")).put("kind", "StatefulSet");
    assertThat(texts(TYPE.strategy().validateUpdate(changed, old)))
        .containsExactly(
            "spec.scaleTargetRef.apiVersion: Invalid value: \"v1\": apiVersion must specify API"
                + " group");
    ((ObjectNode) changed.at("/spec/scaleTargetRef")).put("kind", "ReplicationController");
    assertThat(TYPE.strategy().validateUpdate(changed, old)).isEmpty();
  }

  @Test
  void tablesShowTwoMetrics() {
    ObjectNode autoscaler = autoscaler(", " + METRICS);
    assertThat(AutoscalerCells.targets(autoscaler))
        .isEqualTo("memory: <unknown>/1Gi, <unknown>/10 + 4 more...");
    assertThat(AutoscalerCells.targets(autoscaler(""))).isEqualTo("cpu: <unknown>/80%");
    assertThat(AutoscalerCells.targets(AutoscalerConversion.toV1(autoscaler(""))))
        .isEqualTo("cpu: <unknown>/80%");
    assertThat(AutoscalerCells.reference(autoscaler)).isEqualTo("Deployment/web");
  }
}
