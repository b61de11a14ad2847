package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Kubernetes' garbage collection as far as ReplicaSets and pods go: pods whose owners, or whose
/// node, are gone are deleted; a ReplicaSet that is deleted in the foreground waits for its pods,
/// and one that leaves orphans lets go of them first. Owned by the loop.
final class PodCollector implements Behaviour {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  /// The watch of owners may be that far behind the watch of pods before a pod without its owner,
  /// or its node, is taken for an orphan.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final World world;
  private final Set<NamespacedName> suspects = new LinkedHashSet<>();
  private final Set<NamespacedName> waiting = new HashSet<>();
  private final Set<NamespacedName> ending = new LinkedHashSet<>();

  private final Writes writes;

  PodCollector(World world) {
    this.world = world;
    this.writes = new Writes(world.loop());
  }

  @Override
  public void nodeChanged(@Nullable NodeView before, @Nullable NodeView after) {
    if (before != null && after == null) {
      world.model().pods().stream()
          .filter(pod -> pod.node().equals(before.name()))
          .forEach(pod -> suspects.add(pod.key()));
    }
  }

  @Override
  public void podChanged(@Nullable PodView before, @Nullable PodView after) {
    if (after != null && (isOrphan(after) || isLost(after)) && waiting.add(after.key())) {
      world
          .loop()
          .after(
              PATIENCE,
              () -> {
                waiting.remove(after.key());
                suspects.add(after.key());
              });
    }
    if (before != null) {
      end(before);
    }
  }

  private void end(PodView pod) {
    ReplicaSetView owner = world.model().replicaSet(pod.controller());
    if (owner != null && owner.terminating()) {
      ending.add(owner.key());
    }
  }

  @Override
  public void replicaSetChanged(@Nullable ReplicaSetView before, @Nullable ReplicaSetView after) {
    if (before != null && (after == null || !after.uid().equals(before.uid()))) {
      world.model().controlledBy(before.uid()).forEach(pod -> suspects.add(pod.key()));
    }
    if (after != null && after.terminating()) {
      ending.add(after.key());
    }
  }

  @Override
  public void settle() {
    for (NamespacedName key : List.copyOf(suspects)) {
      suspects.remove(key);
      PodView pod = world.model().pod(key);
      if (pod != null && isLost(pod)) {
        world.delete(pod, 0L, () -> suspects.add(key));
      } else if (pod != null && !pod.terminating() && isOrphan(pod)) {
        world.delete(pod, null, () -> suspects.add(key));
      }
    }
    for (NamespacedName key : List.copyOf(ending)) {
      ending.remove(key);
      ReplicaSetView replicaSet = world.model().replicaSet(key);
      if (replicaSet != null && replicaSet.terminating()) {
        finish(replicaSet);
      }
    }
  }

  private boolean isOrphan(PodView pod) {
    return !pod.otherOwners()
        && !pod.replicaSets().isEmpty()
        && pod.replicaSets().stream().allMatch(uid -> world.model().replicaSet(uid) == null);
  }

  private boolean isLost(PodView pod) {
    return !pod.node().isEmpty() && world.model().node(pod.node()) == null;
  }

  private void finish(ReplicaSetView replicaSet) {
    List<PodView> pods = List.copyOf(world.model().controlledBy(replicaSet.uid()));
    if (replicaSet.finalizers().contains(ORPHAN)) {
      pods.forEach(this::letGo);
      if (pods.isEmpty()) {
        removeFinalizer(replicaSet, ORPHAN);
      }
    } else if (replicaSet.finalizers().contains(FOREGROUND)) {
      pods.stream()
          .filter(pod -> !pod.terminating())
          .forEach(pod -> world.delete(pod, null, () -> ending.add(replicaSet.key())));
      if (pods.isEmpty()) {
        removeFinalizer(replicaSet, FOREGROUND);
      }
    }
  }

  private void letGo(PodView pod) {
    Optional<ApiObject> object = world.api().get(Kinds.PODS, pod.key());
    if (object.isPresent()
        && Json.at(object.get().json(), "metadata", "ownerReferences") instanceof ArrayNode list) {
      ArrayNode owners = list.deepCopy();
      owners.removeIf(owner -> Json.text(owner, "uid").equals(pod.controller()));
      ObjectNode patch = World.patchOf(pod.uid());
      patch.withObject("/metadata").set("ownerReferences", owners);
      writes.begin(
          pod.uid(),
          () -> world.api().patch(Kinds.PODS, pod.key(), "", patch),
          written -> end(pod),
          () -> end(pod));
    }
  }

  private void removeFinalizer(ReplicaSetView replicaSet, String finalizer) {
    ObjectNode patch = World.patchOf(replicaSet.uid());
    ObjectNode metadata = patch.withObject("/metadata");
    metadata.put("resourceVersion", Long.toString(replicaSet.version()));
    ArrayNode left = metadata.putArray("finalizers");
    replicaSet.finalizers().stream().filter(name -> !name.equals(finalizer)).forEach(left::add);
    writes.begin(
        replicaSet.uid(),
        () -> world.api().patch(Kinds.REPLICA_SETS, replicaSet.key(), "", patch),
        written -> ending.add(replicaSet.key()),
        () -> ending.add(replicaSet.key()));
  }
}
