package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.simulator.behaviour.ReplicaSetView.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps as many pods as each ReplicaSet asks for, takes in pods that match and belong to nobody,
/// lets go of those that match no more, and counts them in the status. Owned by the loop.
final class ReplicaSetController implements Behaviour {
  /// Kubernetes' own: one ReplicaSet must not crowd out all others.
  private static final int BURST = 500;

  private final World world;
  private final Set<NamespacedName> dirty = new LinkedHashSet<>();

  /// How many pods are being created, by the ReplicaSet's uid.
  private final Map<String, Integer> creating = new HashMap<>();

  /// Of the status of ReplicaSets, and of the owners of pods.
  private final Writes writes;

  ReplicaSetController(World world) {
    this.world = world;
    this.writes = new Writes(world.loop());
  }

  @Override
  public void replicaSetChanged(@Nullable ReplicaSetView before, @Nullable ReplicaSetView after) {
    if (after != null) {
      dirty.add(after.key());
    }
  }

  @Override
  public void podChanged(@Nullable PodView before, @Nullable PodView after) {
    if (before != null) {
      touch(before);
    }
    if (after != null) {
      touch(after);
    }
  }

  private void touch(PodView pod) {
    if (!pod.controller().isEmpty()) {
      ReplicaSetView owner = world.model().replicaSet(pod.controller());
      if (owner != null) {
        dirty.add(owner.key());
      }
      return;
    }
    for (ReplicaSetView replicaSet : world.model().replicaSets()) {
      if (adopts(replicaSet, pod)) {
        dirty.add(replicaSet.key());
      }
    }
  }

  private static boolean adopts(ReplicaSetView replicaSet, PodView pod) {
    return replicaSet.key().namespace().equals(pod.key().namespace())
        && replicaSet.selector().matches(pod.labels());
  }

  @Override
  public void settle() {
    List<NamespacedName> keys = List.copyOf(dirty);
    dirty.clear();
    for (NamespacedName key : keys) {
      ReplicaSetView replicaSet = world.model().replicaSet(key);
      if (replicaSet != null) {
        reconcile(replicaSet);
      }
    }
  }

  private void reconcile(ReplicaSetView replicaSet) {
    if (!replicaSet.terminating() && isAdopting(replicaSet)) {
      return; // those pods count too: how many are missing is known when they are its own
    }
    List<PodView> pods =
        world.model().controlledBy(replicaSet.uid()).stream()
            .filter(pod -> pod.active() && !world.isDoomed(pod))
            .toList();
    pods.stream().filter(pod -> !adopts(replicaSet, pod)).forEach(this::release);
    List<PodView> mine = pods.stream().filter(pod -> adopts(replicaSet, pod)).toList();
    int surplus = mine.size() - replicaSet.replicas();
    // A pod may be seen before its creation is known to have succeeded, and then counts twice here:
    // too few are made until that is known, but none is deleted for it.
    int missing = -surplus - creating.getOrDefault(replicaSet.uid(), 0);
    if (!replicaSet.terminating()) {
      if (missing > 0) {
        create(replicaSet, Math.min(missing, BURST));
      } else if (surplus > 0) {
        Victims.choose(mine, surplus).forEach(pod -> world.delete(pod, null, () -> touch(pod)));
      }
    }
    List<PodView> left = mine.stream().filter(pod -> !world.isDoomed(pod)).toList();
    report(replicaSet, left);
  }

  private void create(ReplicaSetView replicaSet, int count) {
    Optional<ApiObject> object = world.api().get(Kinds.REPLICA_SETS, replicaSet.key());
    if (object.isEmpty() || !object.get().uid().equals(replicaSet.uid())) {
      return; // it is being replaced; the new one will be seen
    }
    ApiObject pod = PodTemplate.podOf(object.get());
    creating.merge(replicaSet.uid(), count, Integer::sum);
    for (int i = 0; i < count; i++) {
      world
          .loop()
          .async(
              () -> world.api().create(Kinds.PODS, pod.copy()),
              created -> {
                creating.merge(replicaSet.uid(), -1, ReplicaSetController::sum);
                dirty.add(replicaSet.key());
                world.seen(created);
              },
              refused ->
                  world
                      .loop()
                      .after(
                          World.RETRY,
                          () -> {
                            creating.merge(replicaSet.uid(), -1, ReplicaSetController::sum);
                            dirty.add(replicaSet.key());
                          }));
    }
  }

  /// @return null for none, which takes the entry out of the map
  private static @Nullable Integer sum(Integer one, Integer other) {
    int sum = one + other;
    return sum == 0 ? null : (Integer) sum;
  }

  /// Takes in the pods that match and belong to nobody.
  ///
  /// @return whether the owner of such a pod is being written; when that is done, the ReplicaSet is
  ///   looked at again
  private boolean isAdopting(ReplicaSetView replicaSet) {
    boolean underWay = false;
    for (PodView pod : List.copyOf(world.model().uncontrolled())) {
      if (pod.active() && adopts(replicaSet, pod) && !world.isDoomed(pod)) {
        Optional<ApiObject> object = world.api().get(Kinds.REPLICA_SETS, replicaSet.key());
        Optional<ApiObject> orphan = world.api().get(Kinds.PODS, pod.key());
        if (object.isPresent() && orphan.isPresent()) {
          ArrayNode owners = owners(orphan.get());
          owners.add(PodTemplate.ownerReference(object.get()));
          setOwners(pod, owners);
          underWay = true;
        }
      }
    }
    return underWay;
  }

  private void release(PodView pod) {
    Optional<ApiObject> object = world.api().get(Kinds.PODS, pod.key());
    if (object.isPresent()) {
      ArrayNode owners = owners(object.get());
      owners.removeIf(owner -> Json.text(owner, "uid").equals(pod.controller()));
      setOwners(pod, owners);
    }
  }

  private static ArrayNode owners(ApiObject pod) {
    JsonNode owners = Json.at(pod.json(), "metadata", "ownerReferences");
    return owners instanceof ArrayNode list ? list.deepCopy() : Json.object().arrayNode();
  }

  private void setOwners(PodView pod, ArrayNode owners) {
    ObjectNode patch = World.patchOf(pod.uid());
    patch.withObject("/metadata").set("ownerReferences", owners);
    writes.begin(
        pod.uid(),
        () -> world.api().patch(Kinds.PODS, pod.key(), "", patch),
        world::seen,
        () -> touch(pod));
  }

  private void report(ReplicaSetView replicaSet, List<PodView> pods) {
    Counts counts = count(replicaSet, pods);
    if (counts.equals(replicaSet.status())) {
      return;
    }
    ObjectNode patch = World.patchOf(replicaSet.uid());
    patch.set("status", counts.toPatch());
    writes.begin(
        replicaSet.uid(),
        () -> world.api().patch(Kinds.REPLICA_SETS, replicaSet.key(), "status", patch),
        written -> {
          dirty.add(replicaSet.key());
          world.seen(written);
        },
        () -> dirty.add(replicaSet.key()));
  }

  private Counts count(ReplicaSetView replicaSet, List<PodView> pods) {
    Instant now = world.clock().instant();
    int labeled = 0;
    int ready = 0;
    int available = 0;
    for (PodView pod : pods) {
      if (pod.labels().entrySet().containsAll(replicaSet.templateLabels().entrySet())) {
        labeled++;
      }
      if (pod.ready()) {
        ready++;
        Instant availableAt = pod.readySince().plusSeconds(replicaSet.minReadySeconds());
        if (replicaSet.minReadySeconds() == 0 || !availableAt.isAfter(now)) {
          available++;
        } else {
          Duration left = Duration.between(now, availableAt);
          world.loop().after(left, () -> dirty.add(replicaSet.key()));
        }
      }
    }
    return new Counts(pods.size(), labeled, ready, available, replicaSet.generation());
  }
}
