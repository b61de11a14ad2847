package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.replicaSet;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.rules.ObjectMetaValidation;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ScaleMapping;
import io.ubernetes.apimachinery.resource.Strategy;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Rules that the recorded conversations do not reach, or only through several requests.
class KindRulesTest {

  private static final String POD =
      "{'containers': [{'name': 'web', 'image': 'web:1', 'ports': [{'containerPort': 80}]}]}";

  @Test
  void theSelectorOfAReplicaSetStays() {
    ObjectNode old = replicaSet(POD);
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.at("/spec/selector/matchLabels")).put("app", "other");
    assertThat(texts(ReplicaSetKind.type().strategy().validateUpdate(changed, old)))
        .containsExactly(
            "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"other\"}}: field is"
                + " immutable");
  }

  @Test
  void anEmptyOrMalformedSelectorIsRefused() {
    String replicaSet =
        """
        {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'metadata': {'name': 'web'},
         'spec': {'selector': %s, 'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': %s}}}
        """;
    assertThat(errors(ReplicaSetKind.type(), replicaSet.formatted("{}", POD)))
        .containsExactly(
            "spec.selector: Invalid value: {}: empty selector is invalid for deployment");
    assertThat(
            errors(
                ReplicaSetKind.type(),
                replicaSet.formatted(
                    "{'matchExpressions': [{'key': 'a', 'operator': 'Is'}]}", POD)))
        .contains(
            "spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid"
                + " selector operator")
        .anyMatch(error -> error.endsWith(": invalid label selector"));
  }

  @Test
  void theStatusOfAReplicaSetAddsUp() {
    ObjectNode old = replicaSet(POD);
    ObjectNode changed = old.deepCopy();
    changed
        .putObject("status")
        .put("replicas", 1)
        .put("readyReplicas", 2)
        .put("availableReplicas", -1);
    assertThat(texts(ReplicaSetKind.type().strategy().validateStatusUpdate(changed, old)))
        .containsExactly(
            "status.availableReplicas: Invalid value: -1: must be greater than or equal to 0",
            "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
  }

  @Test
  void aNameThatIsNoLabelIsWarnedOf() {
    ObjectNode replicaSet = replicaSet(POD);
    Strategy strategy = ReplicaSetKind.type().strategy();
    assertThat(strategy.warnings(replicaSet)).isEmpty();
    ((ObjectNode) replicaSet.get("metadata")).put("name", "a.b");
    assertThat(strategy.warnings(replicaSet))
        .containsExactly(
            "metadata.name: this is used in Pod names and hostnames, which can result in"
                + " surprising behavior; a DNS label is recommended: [must not contain dots]");
  }

  @Test
  void aScaleShowsAndSetsTheReplicas() {
    ObjectNode replicaSet = replicaSet(POD);
    ScaleMapping scale = ReplicaSetKind.type().strategy().scale();
    scale.setReplicas(replicaSet, 7);
    assertThat(replicaSet.at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(scale.replicas(replicaSet)).isEqualTo(7);
    ObjectNode shown = scale.scaleOf(replicaSet);
    assertThat(shown)
        .isEqualTo(
            json(
                """
                {'kind': 'Scale', 'apiVersion': 'autoscaling/v1',
                 'metadata': {'name': 'web', 'namespace': 'ns', 'uid': '%s'},
                 'spec': {'replicas': 7}, 'status': {'replicas': 0, 'selector': 'app=web'}}
                """
                    .formatted(Conversation.UID)));
  }

  @Test
  void aScaleOfAnyOtherKindIsFoundByItsPaths() {
    ScaleMapping mapping =
        new ScaleMapping(
            List.of("spec", "size"), List.of("status", "size"), List.of("status", "selector"));
    ObjectNode object =
        json("{'metadata': {'name': 'a'}, 'status': {'size': 2, 'selector': 'x=y'}}");
    mapping.setReplicas(object, 3);
    assertThat(object.at("/spec/size").asInt()).isEqualTo(3);
    assertThat(mapping.scaleOf(object).at("/status"))
        .isEqualTo(json("{'replicas': 2, 'selector': 'x=y'}"));
  }

  @Test
  void plainTextOfASecretBecomesData() {
    ObjectNode secret =
        Conversation.created(
            SecretKind.type(),
            json(
                """
                {'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': 's'},
                 'data': {'a': 'eA==', 'b': 'eQ=='}, 'stringData': {'b': 'z', 'c': ''}}
                """));
    assertThat(secret.get("stringData")).isNull();
    assertThat(secret.get("data")).isEqualTo(json("{'a': 'eA==', 'b': 'eg==', 'c': ''}"));
    assertThat(secret.get("type").asString()).isEqualTo("Opaque");
  }

  @Test
  void secretsDoNotLeakIntoErrors() {
    assertThat(
            errors(
                SecretKind.type(),
                """
                {'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': 's'},
                 'type': 'kubernetes.io/dockercfg', 'stringData': {'.dockercfg': 'hunter2'}}
                """))
        .singleElement()
        .asString()
        .doesNotContain("hunter2");
  }

  @Test
  void whatIsImmutableStaysSo() {
    ObjectNode old = json("{'immutable': true, 'data': {'a': '1'}, 'type': 'Opaque'}");
    ObjectNode changed = json("{'data': {'a': '2'}, 'type': 'other'}");
    assertThat(texts(ConfigMapKind.type().strategy().validateUpdate(changed, old)))
        .containsExactly(
            "immutable: Forbidden: field is immutable when `immutable` is set",
            "data: Forbidden: field is immutable when `immutable` is set");
    assertThat(texts(SecretKind.type().strategy().validateUpdate(changed, old)))
        .containsExactly(
            "type: Invalid value: \"other\": field is immutable",
            "immutable: Forbidden: field is immutable when `immutable` is set",
            "data: Forbidden: field is immutable when `immutable` is set");
    assertThat(ConfigMapKind.type().strategy().validateUpdate(old, old)).isEmpty();
  }

  @Test
  void aNamespaceIsTerminatingOnlyWhenItIsBeingDeleted() {
    Strategy strategy = NamespaceKind.type().strategy();
    ObjectNode namespace = json("{'metadata': {'name': 'a'}, 'status': {'phase': 'Terminating'}}");
    assertThat(texts(strategy.validateStatusUpdate(namespace, namespace)))
        .containsExactly(
            "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if"
                + " `deletionTimestamp` is empty");
    ((ObjectNode) namespace.get("metadata")).put("deletionTimestamp", "2026-01-02T03:04:05Z");
    assertThat(strategy.validateStatusUpdate(namespace, namespace)).isEmpty();
  }

  @Test
  void anUpdateOfAServiceKeepsItsAddress() {
    ResourceType type = ServiceKind.type();
    String service =
        """
        {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 's'},
         'spec': {%s 'ports': [{'port': 80}]}}
        """;
    ObjectNode old =
        Conversation.created(type, json(service.formatted("'clusterIP': '10.0.0.1',")));
    ObjectNode silent = json(service.formatted(""));
    type.strategy().setDefaults(silent);
    type.strategy().prepareForUpdate(silent, old);
    assertThat(silent.get("spec")).isEqualTo(old.get("spec"));
    assertThat(type.strategy().validateUpdate(silent, old)).isEmpty();

    ObjectNode other = json(service.formatted("'clusterIP': '10.0.0.2',"));
    type.strategy().setDefaults(other);
    type.strategy().prepareForUpdate(other, old);
    assertThat(texts(type.strategy().validateUpdate(other, old)))
        .containsExactly(
            "spec.clusterIPs[0]: Invalid value: [\"10.0.0.2\"]: may not change once set");
  }

  @Test
  void eventsOfTheNewGroupAreStricter() {
    String event =
        """
        {'apiVersion': 'events.k8s.io/v1', 'kind': 'Event', 'metadata': {'name': 'e'},
         'regarding': {'kind': 'Pod', 'name': 'p', 'namespace': 'ns'}, 'type': 'Odd',
         'deprecatedCount': 2, 'series': {'count': 1, 'lastObservedTime': null}}
        """;
    assertThat(errors(EventKind.events(), event))
        .containsExactly(
            "series.count: Invalid value: \"\": should be at least 2",
            "series.lastObservedTime: Required value",
            "eventTime: Required value",
            "type: Invalid value: \"\": has invalid value: Odd",
            "count: Invalid value: \"\": needs to be unset");
  }

  @Test
  void anEventOfTheNewGroupIsStoredInTheOldForm() {
    ObjectNode event =
        json(
            """
            {'apiVersion': 'events.k8s.io/v1', 'kind': 'Event', 'metadata': {'name': 'e'},
             'regarding': {'kind': 'Pod'}, 'note': 'hello', 'reportingController': 'c',
             'eventTime': '2026-01-02T03:04:05.000006Z'}
            """);
    ObjectNode core = EventConversion.toCore(event);
    assertThat(core)
        .isEqualTo(
            json(
                """
                {'apiVersion': 'v1', 'kind': 'Event', 'metadata': {'name': 'e'},
                 'involvedObject': {'kind': 'Pod'}, 'message': 'hello', 'reportingComponent': 'c',
                 'reportingInstance': '', 'eventTime': '2026-01-02T03:04:05.000006Z'}
                """));
    assertThat(EventConversion.toEvents(core)).isEqualTo(event);
    assertThat(EventKind.events().strategy().selectableFields(core))
        .containsEntry("regarding.kind", "Pod")
        .containsEntry("reportingController", "c")
        .doesNotContainKey("source");
    assertThat(EventKind.core().strategy().selectableFieldNames())
        .contains("involvedObject.fieldPath", "reason", "source", "reportingComponent", "type");
  }

  @Test
  void aPodCannotBeRemade() {
    ResourceType type = PodKind.type();
    ObjectNode old =
        Conversation.created(
            type,
            json(
                "{'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'p'}, 'spec': "
                    + POD
                    + "}"));
    ObjectNode bound = old.deepCopy();
    ((ObjectNode) bound.get("spec")).put("nodeName", "n1");
    ((ObjectNode) bound.at("/spec/containers/0")).put("image", "web:2");
    assertThat(type.strategy().validateUpdate(bound, old)).isEmpty();
    ObjectNode moved = bound.deepCopy();
    ((ObjectNode) moved.get("spec")).put("nodeName", "n2");
    assertThat(texts(type.strategy().validateUpdate(moved, bound)))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: pod updates may not change fields other than");
  }

  @Test
  void taintsOfANodeAreUnique() {
    assertThat(
            errors(
                NodeKind.type(),
                """
                {'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'name': 'n'}, 'spec': {'taints': [
                  {'key': 'a', 'effect': 'NoExecute'}, {'key': 'a', 'effect': 'NoExecute'},
                  {'key': 'b', 'effect': 'Never'}]}}
                """))
        .containsExactly(
            "metadata.taints[1]: Duplicate value: {\"key\":\"a\",\"effect\":\"NoExecute\"}: taints"
                + " must be unique by key and effect pair",
            "metadata.taints[2].effect: Unsupported value: \"Never\": supported values:"
                + " \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"");
  }

  @Test
  void metadataThatTheServerOwnsStays() {
    ObjectNode old =
        json(
            """
            {'metadata': {'name': 'a', 'uid': '1', 'resourceVersion': '5', 'generation': 2,
              'deletionTimestamp': '2026-01-02T03:04:05Z', 'finalizers': ['a.b/c']}}
            """);
    ObjectNode changed =
        json(
            """
            {'metadata': {'name': 'a', 'uid': '2', 'generation': 1,
              'deletionTimestamp': '2026-01-02T03:04:05Z', 'finalizers': ['a.b/d']}}
            """);
    assertThat(texts(ObjectMetaValidation.validateUpdate(changed, old)).stream().distinct())
        .containsExactly(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
                + " deleted, found new finalizers []string{\"a.b/d\"}",
            "metadata.resourceVersion: Invalid value: \"\": must be specified for an update",
            "metadata.generation: Invalid value: 1: must not be decremented",
            "metadata.uid: Invalid value: \"2\": field is immutable");
    assertThat(ObjectMetaValidation.validateUpdate(old, old)).isEmpty();
  }

  @Test
  void hugeAnnotationsAndForeignNamespacesAreRefused() {
    ObjectNode object = json("{'metadata': {'name': 'a', 'namespace': 'x'}}");
    ((ObjectNode) object.get("metadata")).putObject("annotations").put("k", "x".repeat(300_000));
    assertThat(texts(ObjectMetaValidation.validate(object, Scope.CLUSTER, NameRule.DNS_SUBDOMAIN)))
        .containsExactly(
            "metadata.namespace: Forbidden: not allowed on this type",
            "metadata.annotations: Too long: may not be more than 262144 bytes");
  }

  @Test
  void aPrefixForNamesMayEndWithADash() {
    assertThat(NameRule.DNS_SUBDOMAIN.checkPrefix("web-")).isEmpty();
    assertThat(NameRule.DNS_LABEL.checkPrefix("a.b-")).containsExactly("must not contain dots");
    assertThat(NameRule.PATH_SEGMENT.checkPrefix("system:")).isEmpty();
    assertThat(NameRule.PATH_SEGMENT.check("a/b")).containsExactly("may not contain '/'");
  }
}
