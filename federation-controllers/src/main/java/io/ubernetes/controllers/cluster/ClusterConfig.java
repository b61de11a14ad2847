package io.ubernetes.controllers.cluster;

import java.time.Duration;

/// How members are watched over.
///
/// @param probeInterval time between two probes of a member
/// @param failuresUntilNotReady failed probes in a row that make a member not ready, if they span
///   `failingUntilNotReady` as well
/// @param failingUntilNotReady for how long the probes must have failed
/// @param successesUntilReady good probes in a row that make it ready again
/// @param heartbeat a status that says nothing new is written once in this time: who has placed
///   pods in a member waits for it to say that it was looked at since
/// @param loadWritesPerSecond how often the load of all members together is written at most; what
///   is more urgent does not wait for that
public record ClusterConfig(
    Duration probeInterval,
    int failuresUntilNotReady,
    Duration failingUntilNotReady,
    int successesUntilReady,
    Duration heartbeat,
    int loadWritesPerSecond) {

  public static final ClusterConfig DEFAULT =
      new ClusterConfig(
          Duration.ofSeconds(5), 3, Duration.ofSeconds(30), 2, Duration.ofSeconds(10), 50);

  public ClusterConfig {
    if (failuresUntilNotReady < 1 || successesUntilReady < 1 || loadWritesPerSecond < 1) {
      throw new IllegalArgumentException("thresholds and rates are positive");
    }
  }

  /// Heartbeats alone make no more writes than that, however many members there are.
  private static final int MAX_HEARTBEATS_PER_SECOND = 10;

  /// With these probes, and otherwise the same.
  public ClusterConfig withProbes(Duration interval, Duration failing) {
    return new ClusterConfig(
        interval,
        failuresUntilNotReady,
        failing,
        successesUntilReady,
        heartbeat,
        loadWritesPerSecond);
  }

  /// The least time between two writes that say nothing new of one member in a federation of so
  /// many.
  Duration heartbeatSpacing(int members) {
    Duration fair = Duration.ofMillis(members * 1000L / MAX_HEARTBEATS_PER_SECOND);
    return fair.compareTo(heartbeat) > 0 ? fair : heartbeat;
  }

  /// The least time between two writes of one member's load in a federation of so many.
  Duration loadSpacing(int members) {
    Duration fair = Duration.ofMillis(members * 1000L / loadWritesPerSecond);
    return fair.compareTo(probeInterval) > 0 ? fair : probeInterval;
  }
}
