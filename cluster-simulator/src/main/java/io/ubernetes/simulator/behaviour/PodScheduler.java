package io.ubernetes.simulator.behaviour;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives pods to nodes, and tells those for which there is no room. Pods without a node are looked
/// at again whenever a pod or a node has changed. Owned by the loop.
final class PodScheduler implements Behaviour {
  private final World world;

  private final Writes writes;

  private boolean changed;

  PodScheduler(World world) {
    this.world = world;
    this.writes = new Writes(world.loop());
  }

  @Override
  public void nodeChanged(@Nullable NodeView before, @Nullable NodeView after) {
    changed = true;
  }

  @Override
  public void podChanged(@Nullable PodView before, @Nullable PodView after) {
    boolean frees = before != null && !before.node().isEmpty();
    boolean asks = after != null && after.waitsForNode();
    changed |= frees || asks;
  }

  @Override
  public void settle() {
    if (!changed) {
      return;
    }
    changed = false;
    for (PodView pod : world.model().waiting()) {
      if (!writes.isUnderWay(pod.uid()) && !world.isDoomed(pod)) {
        place(pod);
      }
    }
  }

  private void place(PodView pod) {
    switch (NodeChoice.of(pod, world.model())) {
      case NodeChoice.Chosen(String node) -> bind(pod, node);
      case NodeChoice.Nowhere(String message) -> {
        if (!pod.refused()) {
          refuse(pod, message);
        }
      }
    }
  }

  /// The room is kept for a pod whose binding was refused until it is tried again.
  private void bind(PodView pod, String node) {
    world.model().assume(pod, node);
    writes.begin(
        pod.uid(),
        () -> {
          world.api().bind(pod.key(), pod.uid(), node);
          return pod;
        },
        bound -> {},
        () -> {
          world.model().retract(pod);
          changed = true;
        });
  }

  private void refuse(PodView pod, String message) {
    ObjectNode patch = World.patchOf(pod.uid());
    ArrayNode conditions = patch.putObject("status").putArray("conditions");
    Conditions.add(conditions, "PodScheduled", "False", world.clock().instant())
        .put("reason", "Unschedulable")
        .put("message", message);
    writes.begin(
        pod.uid(),
        () -> world.api().patch(Kinds.PODS, pod.key(), "status", patch),
        world::seen,
        () -> changed = true);
  }
}
