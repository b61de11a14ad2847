package io.ubernetes.runtime.election;

import io.ubernetes.model.NamespacedName;
import java.time.Duration;

/// What is elected, and how quickly.
///
/// @param lease the Lease's key
/// @param identity of this candidate; no two have the same
/// @param leaseDuration how long others wait after the last renewal that they saw
/// @param renewDeadline after so long without a renewal the leader gives up by itself
/// @param retryPeriod between two tries
public record ElectionSettings(
    NamespacedName lease,
    String identity,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod) {

  public ElectionSettings {
    if (identity.isEmpty()) {
      throw new IllegalArgumentException("a candidate needs an identity");
    }
    if (leaseDuration.compareTo(renewDeadline) <= 0
        || renewDeadline.compareTo(retryPeriod) <= 0
        || leaseDuration.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "an election needs leaseDuration > renewDeadline > retryPeriod, and a lease of a second");
    }
  }

  /// With client-go's times: 15, 10 and 2 seconds.
  public static ElectionSettings of(NamespacedName lease, String identity) {
    return new ElectionSettings(
        lease, identity, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
  }
}
