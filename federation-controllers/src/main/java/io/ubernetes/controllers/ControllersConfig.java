package io.ubernetes.controllers;

import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.controllers.sync.SyncController;
import io.ubernetes.runtime.member.BulkheadSettings;
import java.time.Duration;

/// How the controllers behave.
///
/// @param cluster how members are watched over
/// @param sync how members are brought to hold what was decided
/// @param bulkhead how much is asked of one member
public record ControllersConfig(
    ClusterConfig cluster, SyncController.Settings sync, BulkheadSettings bulkhead) {

  public static final ControllersConfig DEFAULT =
      new ControllersConfig(
          ClusterConfig.DEFAULT,
          new SyncController.Settings(8, Duration.ofMinutes(10)),
          BulkheadSettings.DEFAULT);

  public ControllersConfig withCluster(ClusterConfig value) {
    return new ControllersConfig(value, sync, bulkhead);
  }

  public ControllersConfig withSync(SyncController.Settings value) {
    return new ControllersConfig(cluster, value, bulkhead);
  }

  public ControllersConfig withBulkhead(BulkheadSettings value) {
    return new ControllersConfig(cluster, sync, value);
  }
}
