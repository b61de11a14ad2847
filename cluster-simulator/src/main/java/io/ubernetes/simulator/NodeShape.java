package io.ubernetes.simulator;

import io.ubernetes.simulator.behaviour.Room;

/// How large a node is. Immutable.
///
/// @param cpu a quantity, such as `4` or `500m`
/// @param memory a quantity, such as `8Gi`
/// @param pods how many pods it takes
public record NodeShape(String cpu, String memory, int pods) {

  /// A common size, with Kubernetes' own limit of pods.
  public static final NodeShape DEFAULT = new NodeShape("4", "16Gi", 110);

  public NodeShape {
    Room.of(cpu, memory, pods); // says what is wrong with them
  }

  /// The same as numbers.
  public Room room() {
    return Room.of(cpu, memory, pods);
  }
}
