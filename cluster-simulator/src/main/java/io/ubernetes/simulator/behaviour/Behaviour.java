package io.ubernetes.simulator.behaviour;

import org.jspecify.annotations.Nullable;

/// One part of a cluster. It is called on the loop only, and told of changes after the model has
/// them; null stands for an object that was not there before, or is not there any more.
interface Behaviour {

  default void nodeChanged(@Nullable NodeView before, @Nullable NodeView after) {}

  default void podChanged(@Nullable PodView before, @Nullable PodView after) {}

  default void replicaSetChanged(@Nullable ReplicaSetView before, @Nullable ReplicaSetView after) {}

  /// After one or several changes: the time to act on what they add up to.
  default void settle() {}
}
