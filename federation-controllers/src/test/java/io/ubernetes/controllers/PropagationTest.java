package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Patch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// From a Placement to the members' objects, against real servers.
class PropagationTest extends OnTwoMembers {

  @Test
  void aPlacementBecomesMarkedPartsInANamespaceThatIsMadeFirst() {
    federation.namespace("marks");
    ApiObject source = federation.create("marks", "web", 5);
    federation.place("marks", "web", "a", 2, "b", 3);
    eventually(() -> {
      assertThat(federation.held("a", "marks", "web")).isEqualTo(2);
      assertThat(federation.held("b", "marks", "web")).isEqualTo(3);
    });
    ApiObject system =
        federation
            .client()
            .get(Resources.NAMESPACES, NamespacedName.clusterScoped("kube-system"))
            .orElseThrow();
    ApiObject part = federation.member("a").replicaSet("marks", "web").orElseThrow();
    assertThat(part.labels())
        .containsEntry(Federation.MANAGED_LABEL, "true")
        .containsEntry("tier", "front");
    assertThat(part.annotations())
        .containsEntry(Federation.OWNED_BY_ANNOTATION, system.uid())
        .containsEntry(Federation.SOURCE_UID_ANNOTATION, source.uid())
        .containsEntry(Federation.SOURCE_GENERATION_ANNOTATION, "1");
    ApiObject namespace =
        federation
            .member("a")
            .client()
            .get(Resources.NAMESPACES, NamespacedName.clusterScoped("marks"))
            .orElseThrow();
    assertThat(namespace.annotations()).containsEntry(Federation.OWNED_BY_ANNOTATION, system.uid());
    assertThat(Json.text(part.json(), "spec", "template", "spec", "restartPolicy"))
        .isEqualTo("Always");
  }

  @Test
  void driftInAMemberIsPutRight() {
    federation.namespace("drift");
    federation.create("drift", "web", 2);
    federation.place("drift", "web", "a", 2);
    eventually(() -> assertThat(federation.held("a", "drift", "web")).isEqualTo(2));
    patchPart("drift", "web", "{\"spec\":{\"replicas\":9}}");
    eventually(() -> assertThat(federation.held("a", "drift", "web")).isEqualTo(2));
    patchPart(
        "drift",
        "web",
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"main","image":"evil"}]}}}}\
        """);
    eventually(() -> assertThat(image("a", "drift", "web")).isEqualTo("registry.example/web:1"));
    String uid = part("a", "drift", "web").uid();
    federation
        .member("a")
        .client()
        .delete(Resources.REPLICA_SETS, new NamespacedName("drift", "web"));
    eventually(() -> assertThat(part("a", "drift", "web").uid()).isNotEqualTo(uid));
    patchPart("drift", "web", "{\"metadata\":{\"labels\":{\"tier\":null}}}");
    eventually(() -> assertThat(part("a", "drift", "web").labels()).containsEntry("tier", "front"));
  }

  @Test
  void whatAnotherAddsToAPartIsLeftThere() {
    federation.namespace("added");
    federation.create("added", "web", 2);
    federation.place("added", "web", "a", 2);
    eventually(() -> assertThat(federation.held("a", "added", "web")).isEqualTo(2));
    patchPart("added", "web", "{\"metadata\":{\"annotations\":{\"team\":\"blue\"}}}");
    federation.patchSource("added", "web", "{\"metadata\":{\"labels\":{\"tier\":\"back\"}}}");
    eventually(() -> assertThat(part("a", "added", "web").labels()).containsEntry("tier", "back"));
    assertThat(part("a", "added", "web").annotations()).containsEntry("team", "blue");
  }

  @Test
  void aForeignObjectIsLeftAloneAndReportedAndCanBeAdopted() {
    federation.namespace("foreign");
    for (String cluster : List.of("a", "b")) {
      federation
          .member(cluster)
          .client()
          .create(Resources.NAMESPACES, ApiObject.of(Resources.NAMESPACES.kind(), "", "foreign"));
    }
    ApiObject own = TestFederation.replicaSet("foreign", "web", 7);
    String uid = federation.member("a").client().create(Resources.REPLICA_SETS, own).uid();
    federation.create("foreign", "web", 5);
    federation.place("foreign", "web", "a", 2, "b", 3);
    eventually(() -> {
      assertThat(federation.held("b", "foreign", "web")).isEqualTo(3);
      assertThat(federation.part("foreign", "web", "a").reason()).isEqualTo("NotOwned");
      assertThat(federation.part("foreign", "web", "a").applied()).isFalse();
    });
    eventually(() ->
        assertThat(federation.client().list(ApiResources.EVENTS).items())
            .extracting(event -> Json.text(event.json(), "reason"))
            .contains("NotOwned"));
    assertThat(federation.held("a", "foreign", "web")).isEqualTo(7);
    assertThat(part("a", "foreign", "web").labels()).doesNotContainKey(Federation.MANAGED_LABEL);
    assertThat(federation.sourceStatus("foreign", "web", "observedGeneration")).isZero();
    patchPart(
        "foreign",
        "web",
        "{\"metadata\":{\"annotations\":{\"" + Federation.ADOPT_ANNOTATION + "\":\"true\"}}}");
    eventually(() -> assertThat(federation.held("a", "foreign", "web")).isEqualTo(2));
    assertThat(part("a", "foreign", "web").uid()).isEqualTo(uid);
    eventually(() -> assertThat(federation.part("foreign", "web", "a").reason()).isNull());
    assertThat(namespace("a", "foreign").labels()).doesNotContainKey(Federation.MANAGED_LABEL);
  }

  @Test
  void onAMoveTheNewReplicasComeBeforeTheOldOnesGo() {
    federation.namespace("moves");
    federation.create("moves", "web", 5);
    federation.place("moves", "web", "a", 5);
    eventually(() -> assertThat(federation.held("a", "moves", "web")).isEqualTo(5));
    federation.member("a").report("moves", "web", 5);
    federation.place("moves", "web", "b", 5);
    eventually(() -> {
      assertThat(federation.held("b", "moves", "web")).isEqualTo(5);
      assertThat(federation.part("moves", "web", "a").reason()).isEqualTo("WaitingForReplacement");
    });
    assertThat(federation.held("a", "moves", "web")).isEqualTo(5);
    federation.member("b").report("moves", "web", 3);
    eventually(() -> assertThat(federation.held("a", "moves", "web")).isEqualTo(2));
    federation.member("b").report("moves", "web", 5);
    eventually(() -> assertThat(federation.held("a", "moves", "web")).isEqualTo(-1));
    eventually(() ->
        assertThat(federation.placementStatus("moves", "web").clusters())
            .extracting(part -> part.cluster())
            .containsExactly("b"));
  }

  @Test
  void whatTheUserTakesAwayGoesAtOnceEvenIfNothingIsReady() {
    federation.namespace("down");
    federation.create("down", "web", 10);
    federation.place("down", "web", "a", 5, "b", 5);
    eventually(() -> assertThat(federation.held("b", "down", "web")).isEqualTo(5));
    federation.patchSource("down", "web", "{\"spec\":{\"replicas\":5}}");
    federation.place("down", "web", "a", 2, "b", 3);
    eventually(() -> {
      assertThat(federation.held("a", "down", "web")).isEqualTo(2);
      assertThat(federation.held("b", "down", "web")).isEqualTo(3);
    });
    federation.patchSource("down", "web", "{\"spec\":{\"replicas\":0}}");
    federation.place("down", "web");
    eventually(() -> {
      assertThat(federation.held("a", "down", "web")).isEqualTo(-1);
      assertThat(federation.held("b", "down", "web")).isEqualTo(-1);
    });
  }

  @Test
  void aChangedTemplateReachesTheMembersTogetherWithItsDecision() {
    federation.namespace("template");
    federation.create("template", "web", 4);
    federation.place("template", "web", "a", 2, "b", 2);
    eventually(() -> assertThat(federation.held("b", "template", "web")).isEqualTo(2));
    federation.patchSource(
        "template",
        "web",
        """
        {"spec":{"replicas":6,"template":{"spec":{"containers":[
          {"name":"main","image":"registry.example/web:2"}]}}}}\
        """);
    federation.place("template", "web", "a", 2, "b", 4);
    eventually(() -> {
      assertThat(image("a", "template", "web")).isEqualTo("registry.example/web:2");
      assertThat(image("b", "template", "web")).isEqualTo("registry.example/web:2");
      assertThat(federation.held("b", "template", "web")).isEqualTo(4);
    });
  }

  @Test
  void whatIsRemovedAtTheSourceVanishesInTheMembers() {
    federation.namespace("vanish");
    federation.create("vanish", "web", 1);
    federation.place("vanish", "web", "a", 1);
    eventually(
        () -> assertThat(part("a", "vanish", "web").labels()).containsEntry("tier", "front"));
    federation.patchSource("vanish", "web", "{\"metadata\":{\"labels\":{\"tier\":null}}}");
    eventually(() -> assertThat(part("a", "vanish", "web").labels()).doesNotContainKey("tier"));
  }

  @Test
  void theStatusIsTheSumOfWhatTheMembersSay() {
    federation.namespace("sums");
    federation.create("sums", "web", 5);
    federation.place("sums", "web", "a", 2, "b", 3);
    eventually(() -> assertThat(federation.held("b", "sums", "web")).isEqualTo(3));
    federation.member("a").report("sums", "web", 2);
    eventually(() -> {
      assertThat(federation.sourceStatus("sums", "web", "readyReplicas")).isEqualTo(2);
      assertThat(federation.part("sums", "web", "a").applied()).isTrue();
    });
    assertThat(federation.sourceStatus("sums", "web", "observedGeneration")).isZero();
    federation.member("b").report("sums", "web", 3);
    eventually(() -> {
      assertThat(federation.sourceStatus("sums", "web", "replicas")).isEqualTo(5);
      assertThat(federation.sourceStatus("sums", "web", "readyReplicas")).isEqualTo(5);
      assertThat(federation.sourceStatus("sums", "web", "availableReplicas")).isEqualTo(5);
      assertThat(federation.sourceStatus("sums", "web", "observedGeneration")).isEqualTo(1);
    });
    assertThat(federation.placementStatus("sums", "web").conditions())
        .extracting(condition -> condition.type() + "=" + condition.status())
        .containsExactly("Scheduled=True", "Applied=True");
  }

  @Test
  void replicasWithoutRoomAreToldOnTheObject() {
    federation.namespace("short");
    federation.create("short", "web", 5);
    federation.place("short", "web", "a", 2);
    eventually(() ->
        assertThat(
                federation.source("short", "web").json().at("/status/conditions/0/type").asString())
            .isEqualTo("federation.ubernetes.io/Placed"));
  }

  private ApiObject part(String cluster, String namespace, String name) {
    return federation.member(cluster).replicaSet(namespace, name).orElseThrow();
  }

  private String image(String cluster, String namespace, String name) {
    return part(cluster, namespace, name)
        .json()
        .at("/spec/template/spec/containers/0/image")
        .asString();
  }

  private ApiObject namespace(String cluster, String name) {
    return federation
        .member(cluster)
        .client()
        .get(Resources.NAMESPACES, NamespacedName.clusterScoped(name))
        .orElseThrow();
  }

  /// Changes what member a holds, as somebody there might.
  private void patchPart(String namespace, String name, String mergePatch) {
    federation
        .member("a")
        .client()
        .patch(
            Resources.REPLICA_SETS,
            new NamespacedName(namespace, name),
            new Patch.Merge(Json.parseObject(mergePatch.getBytes(StandardCharsets.UTF_8))));
  }
}
