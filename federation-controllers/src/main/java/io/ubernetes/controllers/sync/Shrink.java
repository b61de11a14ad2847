package io.ubernetes.controllers.sync;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import java.util.Objects;
import java.util.function.ToIntFunction;

/// New before old: how many replicas a cluster keeps while others are still starting theirs.
///
/// A cluster that holds more than the decision gives it gives up only what is ready elsewhere
/// beyond what the object asks for, so that the ready replicas never fall below it because of a
/// move. What the user took away since the part was applied last goes at once. Pure functions.
final class Shrink {

  private Shrink() {}

  /// @param actual the part that the cluster holds now
  /// @param readyIn how many replicas are known to be ready in another cluster
  /// @return the replicas that the part is to have now; 0 for kinds without replicas
  static int keep(Target target, String cluster, ApiObject actual, ToIntFunction<String> readyIn) {
    int wanted = wanted(target, cluster);
    int held = held(actual);
    Integer asked = target.spec().replicas();
    if (asked == null || held <= wanted) {
      return wanted;
    }
    int readyElsewhere =
        target.spec().destClusters().stream()
            .filter(destination -> !destination.cluster().equals(cluster))
            .mapToInt(destination ->
                Math.min(replicas(destination), readyIn.applyAsInt(destination.cluster())))
            .sum();
    // What has no room anywhere cannot be waited for.
    int placed = asked - Objects.requireNonNullElse(target.spec().unplaced(), 0);
    int needed = placed - readyElsewhere;
    int takenAway = Math.max(0, SubObject.askedFor(actual, asked) - asked);
    return Math.max(wanted, Math.min(held - takenAway, needed));
  }

  static int wanted(Target target, String cluster) {
    return target.destination(cluster).map(Shrink::replicas).orElse(0);
  }

  private static int replicas(DestCluster destination) {
    return Objects.requireNonNullElse(destination.replicas(), 0);
  }

  static int held(ApiObject part) {
    return (int) Json.number(part.json(), 1, "spec", "replicas");
  }

  static int ready(ApiObject part) {
    return (int) Json.number(part.json(), 0, "status", "readyReplicas");
  }
}
