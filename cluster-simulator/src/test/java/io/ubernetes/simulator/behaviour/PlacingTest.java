package io.ubernetes.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which node a pod goes to, and which pods a ReplicaSet gives up.
class PlacingTest {
  private final ClusterModel cluster = new ClusterModel();

  @Test
  void thePodGoesWhereTheLargestShareIsFree() {
    node("a", "2", "[]", "");
    node("b", "4", "[]", "");

    assertThat(choice(pod("second", "500m", "", "{}"))).isEqualTo(new NodeChoice.Chosen("b"));
    cluster.putPod(pod("third", "2", "b", "{}"));
    assertThat(choice(pod("second", "500m", "", "{}"))).isEqualTo(new NodeChoice.Chosen("a"));
  }

  @Test
  void theRequestsOfManyPodsAddUp() {
    node("a", "1", "[]", "");
    cluster.putPod(pod("first", "600m", "a", "{}"));
    assertThat(choice(pod("second", "500m", "", "{}")))
        .isEqualTo(new NodeChoice.Nowhere("0/1 nodes are available: 1 Insufficient cpu."));
    cluster.removePod(new NamespacedName("default", "first"));
    assertThat(choice(pod("second", "500m", "", "{}"))).isEqualTo(new NodeChoice.Chosen("a"));
  }

  @Test
  void anAssumedPodTakesRoomUntilItIsRetracted() {
    node("a", "1", "[]", "");
    PodView first = pod("first", "600m", "", "{}");
    cluster.putPod(first);
    cluster.assume(first, "a");
    cluster.putPod(first); // what the watch shows is still the pod without a node

    assertThat(choice(pod("second", "500m", "", "{}"))).isInstanceOf(NodeChoice.Nowhere.class);
    assertThat(cluster.waiting()).isEmpty();

    cluster.retract(first);
    assertThat(choice(pod("second", "500m", "", "{}"))).isEqualTo(new NodeChoice.Chosen("a"));
    assertThat(cluster.waiting()).extracting(PodView::uid).containsExactly("first");
  }

  @Test
  void cordonedTaintedAndUnlabelledNodesAreLeftOut() {
    node("cordoned", "8", "[]", "\"unschedulable\": true,");
    node(
        "tainted", "8", "[{\"key\": \"gpu\", \"value\": \"yes\", \"effect\": \"NoSchedule\"}]", "");
    assertThat(choice(pod("p", "1", "", "{}")))
        .isEqualTo(
            new NodeChoice.Nowhere(
                "0/2 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s)"
                    + " were unschedulable."));
    node("plain", "1", "[]", "");
    assertThat(choice(pod("p", "1", "", "{}"))).isEqualTo(new NodeChoice.Chosen("plain"));
    assertThat(choice(pod("p", "1", "", "{\"disk\": \"ssd\"}")))
        .isInstanceOf(NodeChoice.Nowhere.class);
  }

  @Test
  void aTolerationOpensATaintedNode() {
    Taint taint = new Taint("gpu", "yes", "NoSchedule");
    assertThat(taint.toleratedBy(List.of(new Taint.Toleration("gpu", "Exists", "", "")))).isTrue();
    assertThat(taint.toleratedBy(List.of(new Taint.Toleration("gpu", "", "yes", "NoSchedule"))))
        .isTrue();
    assertThat(taint.toleratedBy(List.of(new Taint.Toleration("gpu", "Equal", "no", ""))))
        .isFalse();
    assertThat(taint.toleratedBy(List.of(new Taint.Toleration("", "Exists", "", "")))).isTrue();
  }

  @Test
  void podsWithoutNodeGoFirstAndTheOldestReadyPodGoesLast() {
    PodView unplaced = pod("unplaced", "1", "", "{}");
    PodView pending = pod("pending", "1", "a", "{}");
    PodView old = ready("old", Instant.ofEpochSecond(100));
    PodView young = ready("young", Instant.ofEpochSecond(200));

    assertThat(Victims.choose(List.of(old, young, pending, unplaced), 3))
        .extracting(PodView::uid)
        .containsExactly("unplaced", "pending", "young");
  }

  private NodeChoice choice(PodView pod) {
    return NodeChoice.of(pod, cluster);
  }

  private void node(String name, String cpu, String taints, String spec) {
    cluster.putNode(
        NodeView.of(
            parse(
                """
                {"metadata": {"name": "%s"}, "spec": {%s "taints": %s},
                 "status": {"allocatable": {"cpu": "%s", "memory": "8Gi", "pods": "10"},
                   "conditions": [{"type": "Ready", "status": "True"}]}}
                """
                    .formatted(name, spec, taints, cpu))));
  }

  private static PodView pod(String name, String cpu, String node, String selector) {
    return PodView.of(
        parse(
            """
            {"metadata": {"name": "%1$s", "namespace": "default", "uid": "%1$s",
               "resourceVersion": "1", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"nodeName": "%3$s", "nodeSelector": %4$s, "containers": [
               {"name": "c", "resources": {"requests": {"cpu": "%2$s"}}}]}}
            """
                .formatted(name, cpu, node, selector)));
  }

  private static PodView ready(String name, Instant since) {
    ApiObject pod =
        parse(
            """
            {"metadata": {"name": "%1$s", "namespace": "default", "uid": "%1$s",
               "resourceVersion": "1", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"nodeName": "%1$s"},
             "status": {"phase": "Running",
               "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "%2$s"}]}}
            """
                .formatted(name, since));
    assertThat(pod.labels()).isEqualTo(Map.of());
    return PodView.of(pod);
  }

  private static ApiObject parse(String json) {
    return ApiObject.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
