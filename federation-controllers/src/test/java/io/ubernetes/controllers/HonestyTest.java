package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.ClusterStatus.FreeRoom;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.runtime.client.DeleteOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What the federation says of members that come, go, and stay.
class HonestyTest extends OnTwoMembers {

  private void ready(String namespace) {
    federation.namespace(namespace);
    federation.create(namespace, "web", 5);
    federation.place(namespace, "web", "a", 2, "b", 3);
    eventually(() -> assertThat(federation.held("b", namespace, "web")).isEqualTo(3));
    eventually(() -> assertThat(federation.held("a", namespace, "web")).isEqualTo(2));
    federation.member("a").report(namespace, "web", 2);
    federation.member("b").report(namespace, "web", 3);
    eventually(() -> {
      assertThat(federation.sourceStatus(namespace, "web", "readyReplicas")).isEqualTo(5);
      assertThat(federation.sourceStatus(namespace, "web", "observedGeneration")).isEqualTo(1);
    });
  }

  @Test
  void whatIsOutOfReachIsStillThereButNotReady() throws Exception {
    eventually(() -> assertThat(federation.clusterStatus("b").isReady()).isTrue());
    ready("away");
    federation.member("b").stop();
    eventually(() -> {
      ClusterPart part = federation.part("away", "web", "b");
      assertThat(part.reason()).isEqualTo("Unreachable");
      assertThat(part.applied()).isNull();
      assertThat(part.ready()).isEqualTo(3);
      assertThat(part.asOf()).isNotNull();
      assertThat(federation.sourceStatus("away", "web", "readyReplicas")).isEqualTo(2);
    });
    assertThat(federation.sourceStatus("away", "web", "replicas")).isEqualTo(5);
    ClusterStatus dead = federation.clusterStatus("b");
    assertThat(dead.isReady()).isFalse();
    assertThat(dead.asOf()).isNotNull();
    federation.member("b").open();
    eventually(() -> {
      assertThat(federation.clusterStatus("b").isReady()).isTrue();
      assertThat(federation.part("away", "web", "b").applied()).isTrue();
      assertThat(federation.sourceStatus("away", "web", "readyReplicas")).isEqualTo(5);
    });
  }

  @Test
  void aRestartOfTheControllersChangesNothing() throws Exception {
    ready("restart");
    List<String> before = versions("restart");
    federation.stop();
    federation.start();
    ready("after-restart"); // everything that was to be looked at has been looked at
    eventually(() ->
        assertThat(federation.controllers().metrics().values())
            .allMatch(metrics -> metrics.queue().depth() == 0));
    assertThat(versions("restart")).isEqualTo(before);
  }

  private List<String> versions(String namespace) {
    List<ApiObject> objects = new ArrayList<>();
    objects.add(federation.source(namespace, "web"));
    objects.add(federation.placement(namespace, "web").orElseThrow());
    Stream.of("a", "b")
        .map(cluster -> federation.member(cluster).replicaSet(namespace, "web").orElseThrow())
        .forEach(objects::add);
    return objects.stream().map(ApiObject::resourceVersion).toList();
  }

  @Test
  void aPartThatNeitherTheDecisionNorTheStatusKnowsIsFound() throws Exception {
    federation.namespace("unknown");
    federation.create("unknown", "web", 3);
    federation.place("unknown", "web", "a", 3);
    eventually(() -> assertThat(federation.held("a", "unknown", "web")).isEqualTo(3));
    federation.stop();
    ApiObject placement = federation.placement("unknown", "web").orElseThrow();
    placement.json().putObject("status").put("observedGeneration", 1);
    federation.client().updateStatus(Resources.PLACEMENTS, placement);
    federation.place("unknown", "web", "b", 3);
    federation.start();
    eventually(() ->
        assertThat(federation.part("unknown", "web", "a").reason())
            .isEqualTo("WaitingForReplacement"));
    eventually(() -> assertThat(federation.held("b", "unknown", "web")).isEqualTo(3));
    federation.member("b").report("unknown", "web", 3);
    eventually(() -> assertThat(federation.held("a", "unknown", "web")).isEqualTo(-1));
  }

  @Test
  void theRoomOfAMemberIsWhatItsOpenNodesHaveLeft() {
    TestMember member = federation.member("a");
    node(member, "one", "4", "True");
    node(member, "two", "8", "True");
    node(member, "broken", "100", "False");
    pod(member, "used", "one", "1500m");
    pod(member, "waits", "", "1");
    eventually(() -> {
      ClusterStatus status = federation.clusterStatus("a");
      assertThat(status.nodes()).isEqualTo(new ClusterStatus.Nodes(3, 2));
      assertThat(cpu(status.allocatable())).isEqualTo(Quantity.parse("12"));
      assertThat(cpu(status.requested())).isEqualTo(Quantity.parse("1500m"));
      assertThat(rooms(status))
          .extracting(FreeRoom::nodes, room -> cpu(room.free()).milliValue())
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple(1, 2500L),
              org.assertj.core.groups.Tuple.tuple(1, 8000L));
      assertThat(status.version()).isEqualTo("v1.36.2+test");
      assertThat(status.apiVersions()).contains("v1", "apps/v1");
    });
    var _ =
        member
            .client()
            .delete(
                Resources.PODS,
                new NamespacedName("default", "used"),
                DeleteOptions.BACKGROUND.withGracePeriodSeconds(0)); // no kubelet ends it
    eventually(() ->
        assertThat(rooms(federation.clusterStatus("a")))
            .extracting(room -> cpu(room.free()).milliValue())
            .containsExactlyInAnyOrder(4000L, 8000L));
  }

  private static List<FreeRoom> rooms(ClusterStatus status) {
    ClusterStatus.NodeRoom nodes = Objects.requireNonNull(status.nodeRoom());
    return nodes.classes().stream().flatMap(each -> nodes.groups(each).stream()).toList();
  }

  @Test
  void podsThatFindNoRoomAreCountedByTheWorkloadThatTheyBelongTo() throws Exception {
    ready("crowded");
    eventually(
        () -> assertThat(federation.part("crowded", "web", "a").unschedulable()).isEqualTo(0));
    TestMember member = federation.member("a");
    waiting(member, "crowded", "web-1", "web");
    waiting(member, "crowded", "web-2", "web");
    waiting(member, "crowded", "other-1", "other");
    eventually(() -> {
      assertThat(federation.part("crowded", "web", "a").unschedulable()).isEqualTo(2);
      assertThat(federation.part("crowded", "web", "b").unschedulable()).isEqualTo(0);
    });
    var _ = member.client().delete(Resources.PODS, new NamespacedName("crowded", "web-1"));
    eventually(
        () -> assertThat(federation.part("crowded", "web", "a").unschedulable()).isEqualTo(1));
  }

  /// The room that it will take is not in the sums yet.
  @Test
  void aLookIsNoFresherThanTheOldestPodThatTheMembersSchedulerHasNotLookedAt() {
    TestMember member = federation.member("a");
    Instant made = Instant.now();
    ApiObject pod = member.client().create(Resources.PODS, podOf("default", "fresh", "nobody"));
    eventually(() -> assertThat(asOf("b")).isAfter(made.plusSeconds(5)));
    assertThat(asOf("a")).isBefore(asOf("b"));
    refuse(member, pod);
    eventually(() -> assertThat(asOf("a")).isAfter(made.plusSeconds(5)));
  }

  private Instant asOf(String cluster) {
    return Instant.parse(Objects.requireNonNull(federation.clusterStatus(cluster).asOf()));
  }

  @Test
  void timesTellMillisecondsApart() throws Exception {
    ready("times");
    assertThat(federation.part("times", "web", "a").asOf())
        .matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}000Z");
    eventually(() ->
        assertThat(federation.clusterStatus("a").asOf())
            .matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}000Z"));
  }

  private static void waiting(TestMember member, String namespace, String name, String owner) {
    refuse(member, member.client().create(Resources.PODS, podOf(namespace, name, owner)));
  }

  private static ApiObject podOf(String namespace, String name, String replicaSet) {
    ApiObject pod = ApiObject.of(Resources.PODS.kind(), namespace, name);
    pod.metadata()
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", replicaSet)
        .put("uid", "uid-of-" + replicaSet)
        .put("controller", true);
    ObjectNode container = pod.json().putObject("spec").putArray("containers").addObject();
    container.put("name", "main").put("image", "web:1");
    return pod;
  }

  /// As a member's scheduler does that finds no node.
  private static void refuse(TestMember member, ApiObject pod) {
    pod.json()
        .putObject("status")
        .put("phase", "Pending")
        .putArray("conditions")
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "False")
        .put("reason", "Unschedulable");
    var _ = member.client().updateStatus(Resources.PODS, pod);
  }

  private static Quantity cpu(Map<String, String> quantities) {
    return Quantity.parse(quantities.getOrDefault("cpu", "0"));
  }

  private static void node(TestMember member, String name, String cpu, String ready) {
    ApiObject node = ApiObject.of(Resources.NODES.kind(), "", name);
    ApiObject created = member.client().create(Resources.NODES, node);
    ObjectNode status = created.json().putObject("status");
    for (String field : List.of("capacity", "allocatable")) {
      status.putObject(field).put("cpu", cpu).put("memory", "16Gi").put("pods", "110");
    }
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready)
        .put("reason", "Test")
        .put("message", "");
    member.client().updateStatus(Resources.NODES, created);
  }

  private static void pod(TestMember member, String name, String node, String cpu) {
    ApiObject pod = ApiObject.of(Resources.PODS.kind(), "default", name);
    ObjectNode spec = pod.json().putObject("spec");
    if (!node.isEmpty()) {
      spec.put("nodeName", node);
    }
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", "main").put("image", "registry.example/web:1");
    container.putObject("resources").putObject("requests").put("cpu", cpu);
    member.client().create(Resources.PODS, pod);
    assertThat(Json.text(pod.json(), "kind")).isEqualTo("Pod");
  }
}
