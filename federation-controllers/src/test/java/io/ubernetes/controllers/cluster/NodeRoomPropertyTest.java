package io.ubernetes.controllers.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus.FreeRoom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NodeRoomPropertyTest {

  private static List<Map<String, Quantity>> rooms(int nodes, long seed) {
    Random random = new Random(seed);
    List<Map<String, Quantity>> rooms = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Map<String, Quantity> room = new TreeMap<>();
      room.put("cpu", Quantity.ofMillis(random.nextInt(64_000)));
      room.put("memory", Quantity.ofBytes(random.nextLong(1L << 38)));
      room.put("pods", Quantity.of(random.nextInt(250)));
      if (random.nextInt(4) == 0) {
        room.put("example.com/gpu", Quantity.of(random.nextInt(9)));
      }
      rooms.add(room);
    }
    return rooms;
  }

  /// A group promises a room to each of its nodes. That is kept if for every room that is asked for
  /// there are at least as many nodes that have it as the groups say.
  @Property(tries = 60)
  void groupsNeverPromiseMoreThanTheNodesHave(
      @ForAll @IntRange(max = 600) int nodes, @ForAll long seed) {
    List<Map<String, Quantity>> rooms = rooms(nodes, seed);
    List<FreeRoom> groups = NodeRoom.groups(rooms);
    assertThat(groups).hasSizeLessThanOrEqualTo(NodeRoom.MAX_GROUPS);
    assertThat(groups.stream().mapToInt(FreeRoom::nodes).sum()).isEqualTo(nodes);
    for (FreeRoom asked : groups) {
      Map<String, Quantity> wish = exact(asked);
      long promised =
          groups.stream()
              .filter(group -> covers(exact(group), wish))
              .mapToInt(FreeRoom::nodes)
              .sum();
      long there = rooms.stream().filter(room -> covers(room, wish)).count();
      assertThat(there).isGreaterThanOrEqualTo(promised);
    }
  }

  @Property(tries = 30)
  void fewDifferentRoomsAreExact(
      @ForAll @IntRange(min = 1, max = 60) int kinds, @ForAll long seed) {
    List<Map<String, Quantity>> different = rooms(kinds, seed);
    List<Map<String, Quantity>> rooms = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rooms.add(different.get(i % kinds));
    }
    Map<Map<String, Quantity>, Integer> counted = new HashMap<>();
    NodeRoom.groups(rooms)
        .forEach(group -> counted.merge(exact(group), group.nodes(), Integer::sum));
    Map<Map<String, Quantity>, Integer> expected = new HashMap<>();
    rooms.forEach(room -> expected.merge(room, 1, Integer::sum));
    assertThat(counted).isEqualTo(expected);
  }

  /// Nodes of one size that differ only in CPU and memory use, as most clusters are.
  @Property(tries = 20)
  void littleRoomIsLostWhereOnlyOneResourceDiffers(@ForAll long seed) {
    Random random = new Random(seed);
    List<Map<String, Quantity>> rooms = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rooms.add(Map.of("cpu", Quantity.ofMillis(16_000 + random.nextInt(16_000))));
    }
    long there = rooms.stream().mapToLong(room -> cpu(room)).sum();
    long told = NodeRoom.groups(rooms).stream().mapToLong(g -> g.nodes() * cpu(exact(g))).sum();
    assertThat(told).isBetween(there * 127 / 128, there);
  }

  /// Nodes of several sizes, each with pods of its own on it, as after some months.
  @Property(tries = 40)
  void theRoomForPodsIsToldToTwoPercentOnAFragmentedClusterOfAThousandNodes(@ForAll long seed) {
    Random random = new Random(seed);
    List<Map<String, Quantity>> rooms = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long cores = 8L << random.nextInt(4);
      Map<String, Quantity> room = new TreeMap<>();
      room.put("cpu", Quantity.ofMillis(random.nextLong(cores * 1000)));
      room.put("memory", Quantity.ofBytes(random.nextLong(cores << 32)));
      room.put("ephemeral-storage", Quantity.ofBytes(random.nextLong(100L << 30)));
      room.put("pods", Quantity.of(random.nextInt(110)));
      if (random.nextInt(10) == 0) {
        room.put("example.com/gpu", Quantity.of(random.nextInt(9)));
      }
      rooms.add(room);
    }
    List<Map<String, Quantity>> told = new ArrayList<>();
    NodeRoom.groups(rooms)
        .forEach(group -> told.addAll(Collections.nCopies(group.nodes(), exact(group))));
    assertThat(told).hasSize(1000);
    for (int i = 0; i < 10; i++) {
      Map<String, Quantity> pod = pod(random);
      long there = rooms.stream().mapToLong(room -> pods(room, pod)).sum();
      long said = told.stream().mapToLong(room -> pods(room, pod)).sum();
      assertThat(said)
          .as("pods of %s", pod)
          .isBetween(there - Math.max(1, (long) Math.ceil(there * 0.02)), there);
    }
  }

  private static Map<String, Quantity> pod(Random random) {
    Map<String, Quantity> pod = new TreeMap<>();
    pod.put("cpu", Quantity.ofMillis(50L << random.nextInt(9)));
    pod.put("memory", Quantity.ofBytes((64L << 20) << random.nextInt(9)));
    pod.put("pods", Quantity.of(1));
    if (random.nextInt(3) == 0) {
      pod.put("ephemeral-storage", Quantity.ofBytes(1L << (30 + random.nextInt(4))));
    }
    if (random.nextInt(5) == 0) {
      pod.put("example.com/gpu", Quantity.of(1 + random.nextInt(3)));
    }
    return pod;
  }

  private static long pods(Map<String, Quantity> room, Map<String, Quantity> pod) {
    long pods = Long.MAX_VALUE;
    for (Map.Entry<String, Quantity> asked : pod.entrySet()) {
      Quantity free = room.getOrDefault(asked.getKey(), Quantity.ZERO);
      pods = Math.min(pods, free.milliValue() / asked.getValue().milliValue());
    }
    return pods;
  }

  private static long cpu(Map<String, Quantity> room) {
    return room.getOrDefault("cpu", Quantity.ZERO).milliValue();
  }

  private static Map<String, Quantity> exact(FreeRoom group) {
    Map<String, Quantity> room = new TreeMap<>();
    group.free().forEach((resource, amount) -> room.put(resource, Quantity.parse(amount)));
    return room;
  }

  private static boolean covers(Map<String, Quantity> room, Map<String, Quantity> wish) {
    return wish.entrySet().stream()
        .allMatch(entry ->
            room.getOrDefault(entry.getKey(), Quantity.ZERO).compareTo(entry.getValue()) >= 0);
  }
}
