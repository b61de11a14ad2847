package io.ubernetes.controllers.cluster;

import java.time.Duration;

/// How members are watched over.
///
/// @param probeInterval time between two probes of a member
/// @param failuresUntilNotReady failed probes in a row that make a member not ready, if they span
///   `failingUntilNotReady` as well
/// @param failingUntilNotReady for how long the probes must have failed
/// @param successesUntilReady good probes in a row that make it ready again
/// @param heartbeat a status that says nothing new is written once in this time
public record ClusterConfig(
    Duration probeInterval,
    int failuresUntilNotReady,
    Duration failingUntilNotReady,
    int successesUntilReady,
    Duration heartbeat) {

  public static final ClusterConfig DEFAULT =
      new ClusterConfig(
          Duration.ofSeconds(5), 3, Duration.ofSeconds(30), 2, Duration.ofSeconds(60));

  /// For tests: everything happens within a second or two.
  public ClusterConfig withProbes(Duration interval, Duration failing) {
    return new ClusterConfig(
        interval, failuresUntilNotReady, failing, successesUntilReady, heartbeat);
  }
}
