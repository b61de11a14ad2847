package io.ubernetes.scheduler;

import java.time.Duration;

/// How the scheduler behaves.
///
/// @param workers how many Placements are written at the same time
/// @param clusterGrace how long a member may be not ready before its replicas are moved
/// @param pendingPatience how long replicas may be short of ready in a member without room before
///   they are moved; doubles with each move of the same object
/// @param reservationTimeout how long room is kept for pods that the member does not report
/// @param rebalanceInterval the least time between two looks at an object with `rebalance: true`
///   that only changed room gives rise to
/// @param roomSettleTime how long changes of room are gathered before objects that wait for room
///   are looked at
/// @param clusterTrial how long a member must have been ready again before replicas go back to it
/// @param movesBackPerMinute how many replicas of an object go back to an earlier group of clusters
///   in a minute, where its policy does not say
public record SchedulerConfig(
    int workers,
    Duration clusterGrace,
    Duration pendingPatience,
    Duration reservationTimeout,
    Duration rebalanceInterval,
    Duration roomSettleTime,
    Duration clusterTrial,
    int movesBackPerMinute) {

  public static final SchedulerConfig DEFAULT =
      new SchedulerConfig(
          32,
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofMillis(500),
          Duration.ofMinutes(5),
          30);

  public SchedulerConfig {
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers);
    }
  }

  public SchedulerConfig withClusterGrace(Duration value) {
    return new SchedulerConfig(
        workers,
        value,
        pendingPatience,
        reservationTimeout,
        rebalanceInterval,
        roomSettleTime,
        clusterTrial,
        movesBackPerMinute);
  }

  public SchedulerConfig withPendingPatience(Duration value) {
    return new SchedulerConfig(
        workers,
        clusterGrace,
        value,
        reservationTimeout,
        rebalanceInterval,
        roomSettleTime,
        clusterTrial,
        movesBackPerMinute);
  }

  public SchedulerConfig withReservationTimeout(Duration value) {
    return new SchedulerConfig(
        workers,
        clusterGrace,
        pendingPatience,
        value,
        rebalanceInterval,
        roomSettleTime,
        clusterTrial,
        movesBackPerMinute);
  }

  public SchedulerConfig withRebalanceInterval(Duration value) {
    return new SchedulerConfig(
        workers,
        clusterGrace,
        pendingPatience,
        reservationTimeout,
        value,
        roomSettleTime,
        clusterTrial,
        movesBackPerMinute);
  }

  public SchedulerConfig withClusterTrial(Duration value) {
    return new SchedulerConfig(
        workers,
        clusterGrace,
        pendingPatience,
        reservationTimeout,
        rebalanceInterval,
        roomSettleTime,
        value,
        movesBackPerMinute);
  }
}
