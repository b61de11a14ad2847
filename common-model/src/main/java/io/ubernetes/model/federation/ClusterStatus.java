package io.ubernetes.model.federation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the cluster controller last saw of a member.
///
/// @param conditions `Ready` first
/// @param version the member's Kubernetes version (`gitVersion`)
/// @param nodes how many nodes there are, and how many of them take new pods
/// @param capacity sums over the nodes, resource name to quantity text
/// @param allocatable sums over the nodes that take new pods
/// @param requested sums over the pods bound to those nodes that have not ended
/// @param freeRoom the nodes that take new pods, in groups of nodes with about the same free room
/// @param apiVersions groups and versions that the member serves, such as `apps/v1`
/// @param asOf time of the last complete look, as [AsOf] writes it
public record ClusterStatus(
    List<Condition> conditions,
    @Nullable String version,
    @Nullable Nodes nodes,
    Map<String, String> capacity,
    Map<String, String> allocatable,
    Map<String, String> requested,
    List<FreeRoom> freeRoom,
    List<String> apiVersions,
    @Nullable String asOf) {

  public static final String READY = "Ready";

  public ClusterStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    capacity = capacity == null ? Map.of() : Map.copyOf(capacity);
    allocatable = allocatable == null ? Map.of() : Map.copyOf(allocatable);
    requested = requested == null ? Map.of() : Map.copyOf(requested);
    freeRoom = freeRoom == null ? List.of() : List.copyOf(freeRoom);
    apiVersions = apiVersions == null ? List.of() : List.copyOf(apiVersions);
  }

  public boolean isReady() {
    return conditions.stream().anyMatch(c -> READY.equals(c.type()) && "True".equals(c.status()));
  }

  /// Node counts: all, and those that are ready and not cordoned.
  public record Nodes(int total, int ready) {}

  /// A group of nodes: each of the `nodes` has at least `free` left (resource name to quantity).
  public record FreeRoom(int nodes, Map<String, String> free) {
    public FreeRoom {
      free = free == null ? Map.of() : Map.copyOf(free);
    }
  }
}
