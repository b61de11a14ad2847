package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The kubelets of all simulated nodes: pods that were given to such a node run and become ready
/// after a while, and pods that are to be deleted end. Owned by the loop.
final class Kubelets implements Behaviour {
  /// Marks the nodes that are simulated; nobody plays any other.
  static final String SIMULATED = SimulatedNode.LABEL;

  private final World world;
  private final Supplier<Duration> readyDelay;
  private final PodAddresses addresses = new PodAddresses();

  /// Uids of pods that are being started or stopped.
  private final Set<String> starting = new HashSet<>();

  private final Set<String> stopping = new HashSet<>();

  /// @param readyDelay from the time a pod has a node until it is ready
  Kubelets(World world, Supplier<Duration> readyDelay) {
    this.world = world;
    this.readyDelay = readyDelay;
  }

  @Override
  public void nodeChanged(@Nullable NodeView before, @Nullable NodeView after) {
    if (before == null && after != null) {
      for (PodView pod : world.model().pods()) {
        if (pod.node().equals(after.name())) {
          consider(pod);
        }
      }
    }
  }

  @Override
  public void podChanged(@Nullable PodView before, @Nullable PodView after) {
    if (before != null && (after == null || !after.uid().equals(before.uid()))) {
      starting.remove(before.uid());
      stopping.remove(before.uid());
    }
    if (after != null) {
      addresses.used(after.address());
      consider(after);
    }
  }

  private void consider(PodView pod) {
    NodeView node = world.model().node(pod.node());
    if (node == null
        || !node.labels().containsKey(SIMULATED)
        || world.model().isAssumed(pod)
        || (pod.phase() == PodView.Phase.FINISHED && !pod.terminating())) {
      return;
    }
    if (pod.terminating()) {
      if (stopping.add(pod.uid())) {
        stop(pod);
      }
    } else if (!pod.running() && starting.add(pod.uid())) {
      world.loop().after(readyDelay.get(), () -> start(pod.key(), pod.uid()));
    }
  }

  private void start(NamespacedName key, String uid) {
    PodView pod = world.model().pod(key);
    NodeView node = pod == null ? null : world.model().node(pod.node());
    Optional<ApiObject> object = world.api().get(Kinds.PODS, key);
    if (pod == null
        || node == null
        || object.isEmpty()
        || !object.get().uid().equals(uid)
        || !pod.active()) {
      starting.remove(uid);
      return;
    }
    var patch = World.patchOf(uid);
    patch.set(
        "status",
        PodStatus.running(
            object.get().json(), node.address(), addresses.next(), world.clock().instant()));
    world
        .loop()
        .async(
            () -> world.api().patch(Kinds.PODS, key, "status", patch),
            world::seen,
            refused -> world.loop().after(World.RETRY, () -> start(key, uid)));
  }

  private void stop(PodView pod) {
    world
        .loop()
        .async(
            () -> {
              world.api().delete(Kinds.PODS, pod.key(), pod.uid(), 0L);
              return pod;
            },
            done -> {},
            refused -> world.loop().after(World.RETRY, () -> stop(pod)));
  }
}
