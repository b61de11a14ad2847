package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives pods to nodes, and tells those for which there is no room. Pods without a node are looked
/// at again whenever a pod or a node has changed. Owned by the loop.
final class PodScheduler implements Behaviour {
  private final World world;

  /// Uids of pods to which something is being written.
  private final Set<String> writing = new HashSet<>();

  private boolean changed;

  PodScheduler(World world) {
    this.world = world;
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
      if (!writing.contains(pod.uid()) && !world.isDoomed(pod)) {
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

  private void bind(PodView pod, String node) {
    writing.add(pod.uid());
    world.model().assume(pod, node);
    world
        .loop()
        .async(
            () -> {
              world.api().bind(pod.key(), pod.uid(), node);
              return pod;
            },
            bound -> writing.remove(bound.uid()),
            refused -> {
              world.model().retract(pod);
              again(pod);
            });
  }

  private void refuse(PodView pod, String message) {
    writing.add(pod.uid());
    ObjectNode patch = World.patchOf(pod.uid());
    ArrayNode conditions = patch.putObject("status").putArray("conditions");
    Conditions.add(conditions, "PodScheduled", "False", world.clock().instant())
        .put("reason", "Unschedulable")
        .put("message", message);
    world
        .loop()
        .async(
            () -> world.api().patch(Kinds.PODS, pod.key(), "status", patch),
            (ApiObject written) -> {
              writing.remove(pod.uid());
              world.seen(written);
            },
            refused -> again(pod));
  }

  private void again(PodView pod) {
    world
        .loop()
        .after(
            World.RETRY,
            () -> {
              writing.remove(pod.uid());
              changed = true;
            });
  }
}
