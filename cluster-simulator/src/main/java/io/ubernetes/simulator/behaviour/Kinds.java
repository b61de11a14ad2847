package io.ubernetes.simulator.behaviour;

import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;

/// The kinds that the simulation watches.
final class Kinds {
  static final ApiResource NODES = ApiResources.NODES;
  static final ApiResource PODS = ApiResources.PODS;
  static final ApiResource REPLICA_SETS = ApiResources.REPLICA_SETS;

  private Kinds() {}
}
