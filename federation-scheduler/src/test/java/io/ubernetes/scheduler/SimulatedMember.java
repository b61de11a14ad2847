package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A member in virtual time: nodes with cores, and pods of objects that find room on them or wait.
final class SimulatedMember {

  final String name;
  private final String region;
  private final List<Integer> cores = new ArrayList<>();
  private final Map<ObjectRef, Pods> pods = new TreeMap<>(ObjectRef.ORDER);
  boolean ready = true;
  boolean cordoned;
  List<Taint> taints = List.of();
  private Instant readySince;

  private List<ClusterStatus.FreeRoom> toldRoom = List.of();
  private Map<ObjectRef, Pods> toldPods = new TreeMap<>(ObjectRef.ORDER);
  private @Nullable String toldAt;

  /// @param on how many run on each node
  private record Pods(int size, int made, int[] on) {
    Pods copy() {
      return new Pods(size, made, on.clone());
    }

    int running() {
      int sum = 0;
      for (int n : on) {
        sum += n;
      }
      return sum;
    }
  }

  SimulatedMember(String name, String region, int nodes, int coresEach, Instant now) {
    this.name = name;
    this.region = region;
    this.readySince = now;
    for (int i = 0; i < nodes; i++) {
      cores.add(coresEach);
    }
  }

  void turn(boolean nowReady, Instant now) {
    if (ready != nowReady) {
      ready = nowReady;
      readySince = now;
    }
  }

  int nodes() {
    return cores.size();
  }

  /// A node is gone, with the pods on it.
  void loseNode(int node) {
    cores.set(node, 0);
    pods.replaceAll((_, old) -> {
      int[] on = old.on.clone();
      on[node] = 0;
      return new Pods(old.size, old.made, on);
    });
    schedule();
  }

  void addNode(int coresEach) {
    cores.add(coresEach);
    pods.replaceAll(
        (_, old) -> new Pods(old.size, old.made, java.util.Arrays.copyOf(old.on, cores.size())));
    schedule();
  }

  /// The sync controller asks for so many pods; those that wait go first.
  void want(ObjectRef object, int size, int replicas) {
    Pods old = pods.getOrDefault(object, new Pods(size, 0, new int[cores.size()]));
    int[] on = old.size == size ? old.on.clone() : new int[cores.size()];
    int over = new Pods(size, replicas, on).running() - replicas;
    for (int node = on.length - 1; node >= 0 && over > 0; node--) {
      int less = Math.min(over, on[node]);
      on[node] -= less;
      over -= less;
    }
    if (replicas == 0) {
      pods.remove(object);
    } else {
      pods.put(object, new Pods(size, replicas, on));
    }
    schedule();
  }

  /// The member's own scheduler: first fit; nobody is moved.
  private void schedule() {
    if (cordoned) {
      return;
    }
    for (Pods each : pods.values()) {
      for (int node = 0; node < cores.size() && each.running() < each.made; node++) {
        int fits = free(node) / each.size;
        each.on[node] += Math.max(0, Math.min(fits, each.made - each.running()));
      }
    }
  }

  private int free(int node) {
    int free = cores.get(node);
    for (Pods each : pods.values()) {
      free -= each.size * each.on[node];
    }
    return free;
  }

  void uncordon() {
    cordoned = false;
    schedule();
  }

  /// The objects of which it has pods.
  List<ObjectRef> objects() {
    return List.copyOf(pods.keySet());
  }

  ClusterPart part(ObjectRef object, Instant now) {
    Pods here = pods.getOrDefault(object, new Pods(1, 0, new int[cores.size()]));
    return new ClusterPart(
        name,
        true,
        here.made,
        here.made,
        here.running(),
        null,
        here.made - here.running(),
        now.toString(),
        null,
        null);
  }

  private void look(Instant now) {
    List<ClusterStatus.FreeRoom> room = new ArrayList<>();
    for (int node = 0; node < cores.size() && !cordoned; node++) {
      room.add(
          new ClusterStatus.FreeRoom(
              1, Map.of("cpu", Integer.toString(Math.max(0, free(node))), "pods", "1000")));
    }
    toldRoom = room;
    toldPods = new TreeMap<>(ObjectRef.ORDER);
    pods.forEach((object, each) -> toldPods.put(object, each.copy()));
    toldAt = now.toString();
  }

  /// How many cores are promised beyond what it told of: what was free then, and what those leave
  /// that had more pods than they shall have now. What waited there already promises nothing new.
  ///
  /// @param reported pods that had room, by the last report of each object
  /// @param believed pods that may be taken to be there, though none were told of
  int overbooked(
      Map<ObjectRef, Integer> assigned,
      ToIntFunction<ObjectRef> reported,
      ToIntFunction<ObjectRef> believed,
      ToIntFunction<ObjectRef> size) {
    int room = 0;
    for (ClusterStatus.FreeRoom node : toldRoom) {
      room += Integer.parseInt(Objects.requireNonNull(node.free().get("cpu")));
    }
    for (Map.Entry<ObjectRef, Pods> told : toldPods.entrySet()) {
      Pods then = told.getValue();
      int had = Math.max(then.running(), reported.applyAsInt(told.getKey()));
      room += Math.max(0, had - assigned.getOrDefault(told.getKey(), 0)) * then.size;
    }
    int promised = 0;
    for (Map.Entry<ObjectRef, Integer> given : assigned.entrySet()) {
      Pods then = toldPods.get(given.getKey());
      int there = Math.max(then == null ? 0 : then.made, believed.applyAsInt(given.getKey()));
      int more = given.getValue() - there;
      promised += Math.max(0, more) * size.applyAsInt(given.getKey());
    }
    return promised - room;
  }

  /// Its Cluster as the cluster controller would write it now.
  ApiObject cluster(Instant now) {
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", name);
    cluster.json().putObject("spec").put("region", region).put("server", "https://" + name);
    cluster.json().withObject("/spec").set("taints", Json.MAPPER.<JsonNode>valueToTree(taints));
    if (ready || toldAt == null) {
      look(now);
    }
    ClusterStatus status =
        new ClusterStatus(
            List.of(
                new Condition(
                    "Ready", ready ? "True" : "False", null, readySince.toString(), "Sim", "")),
            null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            toldRoom,
            List.of(),
            toldAt);
    cluster.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status));
    return cluster;
  }
}
