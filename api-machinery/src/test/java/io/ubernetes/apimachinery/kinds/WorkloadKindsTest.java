package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.Strategy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// Rules of workloads that the recorded conversations do not reach. What is expected is what a real
/// API server answered to the same objects.
class WorkloadKindsTest {

  private static final String TEMPLATE =
      "{'metadata': {'labels': {'app': 'web'}},"
          + " 'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}";

  private static ObjectNode workload(ResourceType type, String more) {
    return Conversation.created(type, json(text(type, more)));
  }

  private static String text(ResourceType type, String more) {
    return """
    {'apiVersion': '%s', 'kind': '%s', 'metadata': {'name': 'web'}, 'spec': {%s
      'selector': {'matchLabels': {'app': 'web'}}, 'template': %s}}
    """
        .formatted(type.storage().apiVersion(), type.names().kind(), more, TEMPLATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'Recreate', 'rollingUpdate': {}} | spec.strategy.rollingUpdate: Forbidden: may not"
            + " be specified when strategy `type` is 'Recreate'",
        "{'rollingUpdate': {'maxUnavailable': '101%'}} | spec.strategy.rollingUpdate.maxUnavailable:"
            + " Invalid value: \"101%\": must not be greater than 100%",
        "{'rollingUpdate': {'maxSurge': 'x'}} | spec.strategy.rollingUpdate.maxSurge: Invalid value:"
            + " \"x\": a valid percent string must be a numeric string followed by an ending '%'"
            + " (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        "{'rollingUpdate': {'maxSurge': 0, 'maxUnavailable': '0%'}} |"
            + " spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when"
            + " `maxSurge` is 0",
        "{'type': 'Slowly', 'rollingUpdate': {'maxSurge': 1}} | spec.strategy: Unsupported value:"
            + " {\"Type\":\"Slowly\",\"RollingUpdate\":{\"MaxUnavailable\":0,\"MaxSurge\":1}}:"
            + " supported values: \"Recreate\", \"RollingUpdate\"",
      })
  void aStrategyOfADeploymentMustMakeSense(String strategy, String expected) {
    ResourceType type = DeploymentKind.type();
    assertThat(errors(type, text(type, "'strategy': " + strategy + ","))).containsExactly(expected);
  }

  @Test
  void aDeploymentMustHaveTimeToProgress() {
    ResourceType type = DeploymentKind.type();
    assertThat(errors(type, text(type, "'minReadySeconds': 600,")))
        .containsExactly(
            "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than"
                + " minReadySeconds");
  }

  @Test
  void annotationsOfADeploymentMakeAGeneration() {
    Strategy strategy = DeploymentKind.type().strategy();
    ObjectNode old = workload(DeploymentKind.type(), "");
    ObjectNode labelled = old.deepCopy();
    ((ObjectNode) labelled.get("metadata")).putObject("labels").put("a", "b");
    assertThat(strategy.changesGeneration(labelled, old)).isFalse();
    ObjectNode annotated = old.deepCopy();
    ((ObjectNode) annotated.get("metadata")).putObject("annotations").put("a", "b");
    assertThat(strategy.changesGeneration(annotated, old)).isTrue();
    ObjectNode scaled = old.deepCopy();
    ((ObjectNode) scaled.get("spec")).put("replicas", 2);
    assertThat(strategy.changesGeneration(scaled, old)).isTrue();
  }

  @Test
  void aRevisionToGoBackToIsANumber() {
    ObjectNode deployment = workload(DeploymentKind.type(), "");
    ObjectNode annotations = ((ObjectNode) deployment.get("metadata")).putObject("annotations");
    annotations.put("deprecated.deployment.rollback.to", "007");
    ObjectNode stored = DeploymentKind.type().versions().getFirst().toStorage().apply(deployment);
    assertThat(stored).isSameAs(deployment);
    assertThat(annotations.get("deprecated.deployment.rollback.to").asString()).isEqualTo("7");
    annotations.put("deprecated.deployment.rollback.to", "x");
    assertThatThrownBy(
            () -> DeploymentKind.type().versions().getFirst().toStorage().apply(deployment))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Deployment in version \"v1\" cannot be handled as a Deployment: failed to parse"
                + " annotation[deprecated.deployment.rollback.to]=x as int64: strconv.ParseInt:"
                + " parsing \"x\": invalid syntax");
  }

  @Test
  void collisionsAreNeverForgotten() {
    for (ResourceType type :
        List.of(DeploymentKind.type(), StatefulSetKind.type(), DaemonSetKind.type())) {
      ObjectNode old = workload(type, "");
      ((ObjectNode) old.get("status")).put("collisionCount", 2);
      ObjectNode changed = old.deepCopy();
      assertThat(type.strategy().validateStatusUpdate(changed, old)).isEmpty();
      ((ObjectNode) changed.get("status")).remove("collisionCount");
      assertThat(texts(type.strategy().validateStatusUpdate(changed, old)))
          .containsExactly("status.collisionCount: Invalid value: 0: cannot be decremented");
    }
  }

  @Test
  void aDaemonSetCountsTheChangesOfItsTemplate() {
    ResourceType type = DaemonSetKind.type();
    ObjectNode old = workload(type, "");
    assertThat(templateGeneration(old)).isEqualTo("1");
    ObjectNode silent = old.deepCopy();
    ((ObjectNode) silent.get("metadata")).remove("annotations");
    silent = type.versions().getFirst().toStorage().apply(silent);
    ((ObjectNode) silent.get("spec")).put("minReadySeconds", 1);
    type.strategy().prepareForUpdate(silent, old);
    assertThat(templateGeneration(silent)).isEqualTo("1");
    ((ObjectNode) silent.at("/spec/template/spec/containers/0")).put("image", "web:2");
    type.strategy().prepareForUpdate(silent, old);
    assertThat(templateGeneration(silent)).isEqualTo("2");
  }

  private static String templateGeneration(ObjectNode daemonSet) {
    return daemonSet
        .at("/metadata/annotations")
        .path("deprecated.daemonset.template.generation")
        .asString();
  }

  @Test
  void aDaemonSetTakesAwayOrAddsButNotBoth() {
    ResourceType type = DaemonSetKind.type();
    String strategy =
        "'updateStrategy': {'rollingUpdate': {'maxSurge': %s, 'maxUnavailable': %s}},";
    assertThat(errors(type, text(type, strategy.formatted("1", "1"))))
        .containsExactly(
            "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when"
                + " maxUnavailable is non-zero");
    assertThat(errors(type, text(type, strategy.formatted("'10%'", "0")))).isEmpty();
  }

  @Test
  void mostOfAStatefulSetIsFixed() {
    ResourceType type = StatefulSetKind.type();
    ObjectNode old = workload(type, "'serviceName': 'web',");
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.get("spec")).put("replicas", 4).put("minReadySeconds", 3);
    assertThat(type.strategy().validateUpdate(changed, old)).isEmpty();
    ((ObjectNode) changed.get("spec")).put("serviceName", "other");
    assertThat(texts(type.strategy().validateUpdate(changed, old)))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: updates to statefulset spec for fields other than");
  }

  @Test
  void claimsOfAStatefulSetAreVolumesOfItsPods() {
    ResourceType type = StatefulSetKind.type();
    String claims =
        "'volumeClaimTemplates': [{'metadata': {'name': 'data'}, 'spec': {'accessModes': [%s],"
            + " 'resources': {'requests': {'storage': '%s'}}}}],";
    String mounting =
        text(type, claims.formatted("'ReadWriteOnce'", "1Gi"))
            .replace(
                "'image': 'web:1'",
                "'image': 'web:1', 'volumeMounts': [{'name': 'data', 'mountPath': '/d'}]");
    assertThat(errors(type, mounting)).isEmpty();
    assertThat(errors(type, text(type, claims.formatted("'ReadWriteOncePod', 'Odd'", "-1"))))
        .containsExactlyInAnyOrder(
            "spec.volumeClaimTemplates[0].spec.accessModes: Unsupported value: \"Odd\": supported"
                + " values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\","
                + " \"ReadWriteOncePod\"",
            "spec.volumeClaimTemplates[0].spec.resources[storage]: Invalid value: \"-1\": must be"
                + " greater than zero");
    assertThat(
            workload(type, claims.formatted("'ReadWriteOnce'", "1Gi"))
                .at("/spec/volumeClaimTemplates/0"))
        .isEqualTo(
            json(
                """
                {'kind': 'PersistentVolumeClaim', 'apiVersion': 'v1', 'metadata': {'name': 'data'},
                 'spec': {'accessModes': ['ReadWriteOnce'], 'volumeMode': 'Filesystem',
                          'resources': {'requests': {'storage': '1Gi'}}},
                 'status': {'phase': 'Pending'}}
                """));
  }

  @Test
  void aReplicationControllerTakesItsSelectorFromItsTemplate() {
    ResourceType type = ReplicationControllerKind.type();
    ObjectNode controller =
        Conversation.created(
            type,
            json(
                "{'apiVersion': 'v1', 'kind': 'ReplicationController', 'metadata': {'name': 'web'},"
                    + " 'spec': {'template': "
                    + TEMPLATE
                    + "}}"));
    assertThat(controller.at("/spec/selector")).isEqualTo(json("{'app': 'web'}"));
    assertThat(controller.at("/metadata/labels")).isEqualTo(json("{'app': 'web'}"));
    assertThat(controller.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(type.strategy().scale().scaleOf(controller).at("/status/selector").asString())
        .isEqualTo("app=web");
    assertThat(type.strategy().selectableFields(controller)).containsEntry("status.replicas", "0");
    assertThat(
            errors(
                type,
                "{'apiVersion': 'v1', 'kind': 'ReplicationController', 'metadata': {'name': 'web'}}"))
        .containsExactly("spec.selector: Required value", "spec.template: Required value");
  }

  @Test
  void aRevisionKeepsAnObject() {
    String revision =
        "{'apiVersion': 'apps/v1', 'kind': 'ControllerRevision', 'metadata': {'name': 'r'},"
            + " 'revision': %s %s}";
    assertThat(errors(ControllerRevisionKind.type(), revision.formatted("-1", "")))
        .containsExactly(
            "revision: Invalid value: -1: must be greater than or equal to 0",
            "data: Required value: data is mandatory");
    assertThat(errors(ControllerRevisionKind.type(), revision.formatted("0", ", 'data': {'a': 1}")))
        .isEmpty();
  }

  @Test
  void aBudgetSaysOneThing() {
    String budget =
        "{'apiVersion': 'policy/v1', 'kind': 'PodDisruptionBudget', 'metadata': {'name': 'p'},"
            + " 'spec': {%s}}";
    assertThat(
            errors(
                PodDisruptionBudgetKind.type(),
                budget.formatted(
                    "'minAvailable': 1, 'maxUnavailable': '10%',"
                        + " 'selector': {'matchLabels': {'b': '1', 'a': '2'}}")))
        .containsExactly(
            "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":{\"matchLabels\":{\"a\":\"2\","
                + "\"b\":\"1\"}},\"MaxUnavailable\":\"10%\",\"UnhealthyPodEvictionPolicy\":null}:"
                + " minAvailable and maxUnavailable cannot be both set");
    assertThat(
            errors(
                PodDisruptionBudgetKind.type(),
                budget.formatted("'unhealthyPodEvictionPolicy': 'Odd'")))
        .containsExactly(
            "spec.unhealthyPodEvictionPolicy: Unsupported value: \"Odd\": supported values:"
                + " \"AlwaysAllow\", \"IfHealthyBudget\"");
  }

  @Test
  void someClassesOfPriorityAreOfTheSystem() {
    String priorityClass =
        "{'apiVersion': 'scheduling.k8s.io/v1', 'kind': 'PriorityClass',"
            + " 'metadata': {'name': '%s'}, 'value': %s}";
    ResourceType type = PriorityClassKind.type();
    assertThat(errors(type, priorityClass.formatted("system-x", "1")))
        .containsExactly(
            "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for"
                + " system use only. error: system-x is not a known system priority class");
    assertThat(errors(type, priorityClass.formatted("system-node-critical", "2000001000")))
        .isEmpty();
    assertThat(errors(type, priorityClass.formatted("x", "1000000001")))
        .containsExactly(
            "value: Forbidden: maximum allowed value of a user defined priority is 1000000000");
    ObjectNode old = Conversation.created(type, json(priorityClass.formatted("x", "5")));
    ObjectNode changed = old.deepCopy().put("value", 6);
    assertThat(texts(type.strategy().validateUpdate(changed, old)))
        .containsExactly("value: Forbidden: may not be changed in an update.");
    assertThat(type.strategy().changesGeneration(changed, old)).isFalse();
  }
}
