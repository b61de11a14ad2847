package io.ubernetes.scheduler.engine;

import org.jspecify.annotations.Nullable;

/// What makes clusters neighbours: the same zone, region or provider, or the same value of a label.
final class Topology {

  static final String CLUSTER = "cluster";
  static final String ZONE = "zone";
  static final String REGION = "region";
  static final String PROVIDER = "provider";

  private Topology() {}

  /// Where a cluster is, seen by that key; null when it is nowhere.
  static @Nullable String value(MemberCluster cluster, String key) {
    String value =
        switch (key) {
          case CLUSTER -> cluster.name();
          case ZONE -> cluster.place().zone();
          case REGION -> cluster.place().region();
          case PROVIDER -> cluster.place().provider();
          default -> cluster.labels().get(key);
        };
    return value == null || value.isEmpty() ? null : value;
  }

  /// How large the groups are that a key makes: larger ones are divided first.
  static int coarseness(String key) {
    return switch (key) {
      case PROVIDER -> 0;
      case REGION -> 1;
      case ZONE -> 3;
      case CLUSTER -> 4;
      default -> 2;
    };
  }

  static String plural(String key) {
    return switch (key) {
      case CLUSTER -> "clusters";
      case ZONE -> "zones";
      case REGION -> "regions";
      case PROVIDER -> "providers";
      default -> "values of " + key;
    };
  }
}
