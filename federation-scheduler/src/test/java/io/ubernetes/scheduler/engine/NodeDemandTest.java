package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.PodRequest;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.PlacementSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes are chosen as Kubernetes' scheduler chooses them.
class NodeDemandTest {

  private static final NodeClass SSD =
      new NodeClass(Map.of("disk", "ssd", "cores", "16"), List.of(), Set.of("host"));
  private static final NodeClass GPU =
      new NodeClass(
          Map.of("disk", "hdd"),
          List.of(new Taint("gpu", "yes", "NoSchedule"), new Taint("soft", "", "PreferNoSchedule")),
          Set.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          {'nodeSelector': {'disk': 'ssd'}}; true
          {'nodeSelector': {'disk': 'ssd', 'arch': 'arm64'}}; false
          {'nodeSelector': {'host': 'a'}}; false
          {}; true
          """)
  void labelsAreSelected(String podSpec, boolean accepted) {
    assertThat(NodeDemand.ofPodSpec(Given.json(podSpec)).accepts(SSD)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          {'key': 'disk', 'operator': 'In', 'values': ['ssd', 'nvme']}; true
          {'key': 'disk', 'operator': 'In', 'values': ['hdd']}; false
          {'key': 'disk', 'operator': 'NotIn', 'values': ['hdd']}; true
          {'key': 'arch', 'operator': 'NotIn', 'values': ['arm64']}; true
          {'key': 'disk', 'operator': 'Exists'}; true
          {'key': 'arch', 'operator': 'Exists'}; false
          {'key': 'arch', 'operator': 'DoesNotExist'}; true
          {'key': 'host', 'operator': 'DoesNotExist'}; false
          {'key': 'cores', 'operator': 'Gt', 'values': ['8']}; true
          {'key': 'cores', 'operator': 'Lt', 'values': ['16']}; false
          """)
  void termsOfTheAffinityAreUnderstood(String expression, boolean accepted) {
    assertThat(affinity("{'matchExpressions': [" + expression + "]}").accepts(SSD))
        .isEqualTo(accepted);
  }

  @Test
  void oneTermIsEnoughAndAnEmptyOneIsNone() {
    String no = "{'matchExpressions': [{'key': 'arch', 'operator': 'Exists'}]}";
    String yes = "{'matchExpressions': [{'key': 'disk', 'operator': 'Exists'}]}";
    assertThat(affinity(no + "," + yes).accepts(SSD)).isTrue();
    assertThat(affinity("{}").accepts(SSD)).isFalse();
    assertThat(affinity("{}").accepts(NodeClass.ANY)).isTrue();
  }

  @Test
  void taintsThatKeepAwayMustBeTolerated() {
    assertThat(NodeDemand.ANY.accepts(GPU)).isFalse();
    assertThat(tolerating("{'key': 'gpu', 'operator': 'Exists'}").accepts(GPU)).isTrue();
    assertThat(tolerating("{'key': 'gpu', 'value': 'yes'}").accepts(GPU)).isTrue();
    assertThat(tolerating("{'key': 'gpu', 'value': 'no'}").accepts(GPU)).isFalse();
    assertThat(tolerating("{'operator': 'Exists'}").accepts(GPU)).isTrue();
    assertThat(
            tolerating("{'key': 'gpu', 'operator': 'Exists', 'effect': 'NoExecute'}").accepts(GPU))
        .isFalse();
  }

  @Test
  void roomIsOnlyCountedAndOnlyTakenOnNodesThatWillDo() {
    FreeRoom room = new FreeRoom(List.of(group(SSD, 4), group(GPU, 6)));
    PodDemand any = demand("{}");
    PodDemand gpu =
        demand("{'nodeSelector': {'disk': 'hdd'}, 'tolerations': [{'operator': 'Exists'}]}");
    PodDemand both = demand("{'tolerations': [{'operator': 'Exists'}]}");
    assertThat(room.pods(any)).isEqualTo(4);
    assertThat(room.pods(gpu)).isEqualTo(6);
    assertThat(room.pods(both)).isEqualTo(10);
    assertThat(room.minus(gpu, 5).pods(both)).isEqualTo(5);
    assertThat(room.minus(gpu, 9).pods(any)).as("those that do not fit take nothing").isEqualTo(4);
  }

  @Test
  void whatAStatusTellsInShortIsReadBack() {
    ClusterStatus.FreeRoom two =
        new ClusterStatus.FreeRoom(2, Map.of("cpu", "1500m", "pods", "10"));
    ClusterStatus.FreeRoom one = new ClusterStatus.FreeRoom(1, Map.of("pods", "3"));
    List<String> resources = List.of("cpu", "pods");
    ClusterStatus.NodeClass told =
        new ClusterStatus.NodeClass(
            Map.of("disk", "ssd"), List.of(), List.of(two.text(resources), one.text(resources)));
    assertThat(told.free()).containsExactly("2x 1500m 10", "0 3");
    ClusterStatus status =
        new ClusterStatus(
            List.of(),
            null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            new ClusterStatus.NodeRoom(
                Map.of("os", "linux"), List.of("host"), 0, resources, List.of(told)),
            List.of(),
            null);
    FreeRoom room = FreeRoom.of(status);
    assertThat(room.pods(demand("{}"))).isEqualTo(23);
    assertThat(room.pods(demand("{'nodeSelector': {'os': 'linux', 'disk': 'ssd'}}"))).isEqualTo(23);
    assertThat(room.pods(demand("{'nodeSelector': {'host': 'x'}}"))).isZero();
  }

  @Test
  void aClusterWithoutSuchNodesIsToldFromOneWithoutRoom() {
    Workload web =
        new Workload(
            Given.REPLICA_SET,
            Given.WEB,
            "uid",
            1,
            Map.of(),
            2,
            Optional.of(demand("{'nodeSelector': {'disk': 'ssd'}}")),
            Optional.empty(),
            Optional.empty(),
            Slicing.Alike.REPLICAS,
            "");
    PlacementSpec spec =
        Given.decide(
            web,
            List.of(
                Given.cluster("fit", 0).withFreeRoom(new FreeRoom(List.of(group(SSD, 1)))),
                Given.cluster("full", 0).withFreeRoom(new FreeRoom(List.of(group(SSD, 0)))),
                Given.cluster("other", 0).withFreeRoom(new FreeRoom(List.of(group(GPU, 9))))));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("fit", 1));
    assertThat(Given.reason(spec, "full")).isEqualTo("NoRoom");
    assertThat(Given.reason(spec, "other")).isEqualTo("NoNode");
  }

  private static FreeRoom.Group group(NodeClass kind, long pods) {
    return new FreeRoom.Group(kind, 1, new TreeMap<>(Map.of(PodRequest.PODS, pods * 1000)));
  }

  private static PodDemand demand(String podSpec) {
    return PodDemand.ofPodSpec(Given.json(podSpec));
  }

  private static NodeDemand affinity(String terms) {
    return NodeDemand.ofPodSpec(
        Given.json(
            "{'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " {'nodeSelectorTerms': ["
                + terms
                + "]}}}}"));
  }

  private static NodeDemand tolerating(String toleration) {
    return NodeDemand.ofPodSpec(Given.json("{'tolerations': [" + toleration + "]}"));
  }
}
