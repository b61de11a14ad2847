package io.ubernetes.controllers.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.ClusterStatus.FreeRoom;
import io.ubernetes.model.federation.ClusterStatus.NodeClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NodeClassesPropertyTest {

  /// A thousand different nodes take no more than that in a Cluster.
  private static final int MOST_BYTES = 40_000;

  private static final List<String> DISKS = List.of("ssd", "hdd", "nvme");
  private static final Taint RESERVED = new Taint("reserved", "batch", "NoSchedule");

  /// Nodes of several sizes, kinds and zones, each with pods of its own on it.
  @Property(tries = 20)
  void theRoomOnTheNodesThatAPodChoosesIsToldToTwoPercentOfAFragmentedClusterOfAThousand(
      @ForAll long seed) {
    Random random = new Random(seed);
    List<NodeClasses.Node> nodes = nodes(1000, random);
    ClusterStatus.NodeRoom told = NodeClasses.tell(nodes);
    assertThat(told.untoldNodes()).isZero();
    assertThat(told.untoldLabels()).containsExactly("kubernetes.io/hostname");
    assertThat(Json.MAPPER.writeValueAsBytes(told)).hasSizeLessThan(MOST_BYTES);
    for (int i = 0; i < 10; i++) {
      Map<String, Quantity> pod = pod(random);
      Map<String, String> wanted = wanted(random);
      boolean tolerant = random.nextBoolean();
      long there = 0;
      for (NodeClasses.Node node : nodes) {
        if (fits(wanted, tolerant, node.labels(), node.taints())) {
          there += pods(node.room(), pod);
        }
      }
      assertThat(told(told, wanted, tolerant, pod))
          .as("pods of %s on %s, tolerant: %s", pod, wanted, tolerant)
          .isBetween(there - Math.max(1, (long) Math.ceil(there * 0.02)), there);
    }
  }

  /// However odd the labels and taints are.
  @Property(tries = 40)
  void thereAreFewClassesAndNoNodeIsLostSilently(
      @ForAll @IntRange(max = 300) int count,
      @ForAll @IntRange(min = 1, max = 60) int taints,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<NodeClasses.Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> labels = new HashMap<>();
      for (int key = 0; key < 8; key++) {
        labels.put("key-" + key, "value-" + random.nextInt(1 + 5 * key));
      }
      Taint taint = new Taint("taint-" + random.nextInt(taints), "", "NoExecute");
      nodes.add(new NodeClasses.Node(labels, List.of(taint), room(random)));
    }
    ClusterStatus.NodeRoom told = NodeClasses.tell(nodes);
    assertThat(told.classes()).hasSizeLessThanOrEqualTo(NodeClasses.MAX_CLASSES);
    int counted = told.untoldNodes();
    for (NodeClass each : told.classes()) {
      counted += told.groups(each).stream().mapToInt(FreeRoom::nodes).sum();
      for (String key : each.labels().keySet()) {
        assertThat(told.untoldLabels()).doesNotContain(key);
      }
    }
    assertThat(counted).isEqualTo(count);
    if (taints <= NodeClasses.MAX_CLASSES) {
      assertThat(told.untoldNodes()).isZero();
    }
  }

  @Test
  void whatAllNodesHaveIsToldOnce() {
    Random random = new Random(1);
    ClusterStatus.NodeRoom told =
        NodeClasses.tell(
            List.of(
                new NodeClasses.Node(
                    Map.of("arch", "arm64", "disk", "ssd"), List.of(), room(random)),
                new NodeClasses.Node(Map.of("arch", "arm64"), List.of(RESERVED), room(random))));
    assertThat(told.labels()).isEqualTo(Map.of("arch", "arm64"));
    assertThat(told.classes()).extracting(NodeClass::labels).contains(Map.of("disk", "ssd"));
    assertThat(told.classes()).extracting(NodeClass::taints).contains(List.of(RESERVED));
  }

  private static List<NodeClasses.Node> nodes(int count, Random random) {
    List<NodeClasses.Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> labels = new HashMap<>();
      labels.put("kubernetes.io/hostname", "node-" + i);
      labels.put("kubernetes.io/os", "linux");
      labels.put("disk", DISKS.get(random.nextInt(DISKS.size())));
      labels.put("topology.kubernetes.io/zone", "zone-" + random.nextInt(3));
      List<Taint> taints = random.nextInt(8) == 0 ? List.of(RESERVED) : List.of();
      nodes.add(new NodeClasses.Node(labels, taints, room(random)));
    }
    return nodes;
  }

  private static Map<String, Quantity> room(Random random) {
    long cores = 8L << random.nextInt(4);
    Map<String, Quantity> room = new TreeMap<>();
    room.put("cpu", Quantity.ofMillis(random.nextLong(cores * 1000)));
    room.put("memory", Quantity.ofBytes(random.nextLong(cores << 32)));
    room.put("ephemeral-storage", Quantity.ofBytes(random.nextLong(100L << 30)));
    room.put("pods", Quantity.of(random.nextInt(110)));
    if (random.nextInt(10) == 0) {
      room.put("example.com/gpu", Quantity.of(random.nextInt(9)));
    }
    return room;
  }

  private static Map<String, Quantity> pod(Random random) {
    Map<String, Quantity> pod = new TreeMap<>();
    pod.put("cpu", Quantity.ofMillis(50L << random.nextInt(8)));
    pod.put("memory", Quantity.ofBytes((64L << 20) << random.nextInt(8)));
    pod.put("pods", Quantity.of(1));
    if (random.nextInt(5) == 0) {
      pod.put("example.com/gpu", Quantity.of(1 + random.nextInt(3)));
    }
    return pod;
  }

  private static Map<String, String> wanted(Random random) {
    Map<String, String> wanted = new TreeMap<>();
    if (random.nextBoolean()) {
      wanted.put("disk", DISKS.get(random.nextInt(DISKS.size())));
    }
    if (random.nextBoolean()) {
      wanted.put("topology.kubernetes.io/zone", "zone-" + random.nextInt(3));
    }
    return wanted;
  }

  private static boolean fits(
      Map<String, String> wanted,
      boolean tolerant,
      Map<String, String> labels,
      List<Taint> taints) {
    return labels.entrySet().containsAll(wanted.entrySet()) && (tolerant || taints.isEmpty());
  }

  private static long told(
      ClusterStatus.NodeRoom told,
      Map<String, String> wanted,
      boolean tolerant,
      Map<String, Quantity> pod) {
    long said = 0;
    for (NodeClass each : told.classes()) {
      Map<String, String> labels = new HashMap<>(told.labels());
      labels.putAll(each.labels());
      if (fits(wanted, tolerant, labels, each.taints())) {
        for (FreeRoom group : told.groups(each)) {
          Map<String, Quantity> room = new TreeMap<>();
          group.free().forEach((name, amount) -> room.put(name, Quantity.parse(amount)));
          said += group.nodes() * pods(room, pod);
        }
      }
    }
    return said;
  }

  private static long pods(Map<String, Quantity> room, Map<String, Quantity> pod) {
    long pods = Long.MAX_VALUE;
    for (Map.Entry<String, Quantity> asked : pod.entrySet()) {
      Quantity free = room.getOrDefault(asked.getKey(), Quantity.ZERO);
      pods = Math.min(pods, free.milliValue() / asked.getValue().milliValue());
    }
    return pods;
  }
}
