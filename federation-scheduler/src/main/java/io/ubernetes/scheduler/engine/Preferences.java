package io.ubernetes.scheduler.engine;

import io.ubernetes.model.Json;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads and checks wishes for the division of replicas.
final class Preferences {

  /// Stands for all clusters that are not named.
  static final String OTHERS = "*";

  private static final ReplicaDivision BY_FREE_ROOM = new ReplicaDivision(Map.of(), false);
  private static final Set<String> FIELDS = Set.of("rebalance", "clusters");
  private static final Set<String> CLUSTER_FIELDS = Set.of("minReplicas", "maxReplicas", "weight");

  private Preferences() {}

  static ReplicaDivision orByFreeRoom(@Nullable ReplicaDivision division) {
    return division == null ? BY_FREE_ROOM : division;
  }

  /// The wish for one cluster, or null when it shall get nothing.
  static @Nullable ClusterPreference of(ReplicaDivision division, String cluster) {
    if (division.clusters().isEmpty()) {
      return ClusterPreference.NONE;
    }
    ClusterPreference named = division.clusters().get(cluster);
    return named != null ? named : division.clusters().get(OTHERS);
  }

  /// Reads Federation v1's annotation: `{"rebalance": bool, "clusters": {"NAME or *":
  /// {"minReplicas": n, "maxReplicas": n, "weight": n}}}`. As in v1 an absent weight is 0. Unlike
  /// v1, which took its default when it did not understand the text, nothing is guessed; and no
  /// clusters at all means all by free room, not none.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  static ReplicaDivision parseV1(String text) {
    JsonNode root;
    try {
      root = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("is no JSON object", notJson);
    }
    checkFields(root, FIELDS, "");
    JsonNode rebalance = Json.at(root, "rebalance");
    if (rebalance != null && !rebalance.isBoolean()) {
      throw new IllegalArgumentException("rebalance: must be true or false");
    }
    Map<String, ClusterPreference> clusters = new TreeMap<>();
    JsonNode wishes = Json.at(root, "clusters");
    if (wishes != null) {
      checkObject(wishes, "clusters");
      wishes
          .properties()
          .forEach(entry -> clusters.put(entry.getKey(), v1(entry.getKey(), entry.getValue())));
    }
    ReplicaDivision division =
        new ReplicaDivision(clusters, rebalance != null && rebalance.booleanValue());
    defect(division)
        .ifPresent(defect -> {
          throw new IllegalArgumentException(defect);
        });
    return division;
  }

  private static ClusterPreference v1(String cluster, JsonNode wish) {
    String path = "clusters." + cluster;
    checkObject(wish, path);
    checkFields(wish, CLUSTER_FIELDS, path + ".");
    Long weight = number(wish, path, "weight", Long.MAX_VALUE);
    Long min = number(wish, path, "minReplicas", Integer.MAX_VALUE);
    Long max = number(wish, path, "maxReplicas", Integer.MAX_VALUE);
    return new ClusterPreference(
        weight == null ? Long.valueOf(0) : weight,
        min == null ? null : Integer.valueOf(min.intValue()),
        max == null ? null : Integer.valueOf(max.intValue()));
  }

  private static void checkObject(JsonNode node, String path) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(path + ": must be an object");
    }
  }

  private static void checkFields(JsonNode object, Set<String> known, String path) {
    for (String field : object.propertyNames()) {
      if (!known.contains(field)) {
        throw new IllegalArgumentException(path + field + ": is not known");
      }
    }
  }

  private static @Nullable Long number(JsonNode wish, String path, String field, long most) {
    JsonNode node = Json.at(wish, field);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() > most) {
      throw new IllegalArgumentException(
          path + "." + field + ": must be a whole number up to " + most);
    }
    return node.longValue();
  }

  /// What cannot be meant; empty when all is well.
  static Optional<String> defect(@Nullable ReplicaDivision division) {
    if (division == null) {
      return Optional.empty();
    }
    if (division.overflowAfterSeconds() != null && division.overflowAfterSeconds() < 0) {
      return Optional.of("overflowAfterSeconds: must not be negative");
    }
    for (var entry : new TreeMap<>(division.clusters()).entrySet()) {
      ClusterPreference wish = entry.getValue();
      int min = wish.least();
      int max = wish.most();
      if (min < 0 || max < 0 || (wish.weight() != null && wish.weight() < 0)) {
        return Optional.of("clusters." + entry.getKey() + ": must not be negative");
      }
      if (min > max) {
        return Optional.of(
            "clusters."
                + entry.getKey()
                + ": minReplicas "
                + min
                + " is more than maxReplicas "
                + max);
      }
    }
    return Optional.empty();
  }
}
