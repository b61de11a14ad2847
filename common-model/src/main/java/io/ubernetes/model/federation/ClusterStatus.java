package io.ubernetes.model.federation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What the cluster controller last saw of a member.
///
/// @param conditions `Ready` first
/// @param version the member's Kubernetes version (`gitVersion`)
/// @param nodes how many nodes there are, and how many of them take new pods
/// @param capacity sums over the nodes, resource name to quantity text
/// @param allocatable sums over the nodes that take new pods
/// @param requested sums over the pods bound to those nodes that have not ended
/// @param freeRoom the nodes that take new pods, in groups of nodes with about the same free room,
///   where nodes are not told apart by class
/// @param nodeRoom the ready nodes that are not cordoned, by what pods choose nodes by, in its
///   place
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
    @Nullable NodeRoom nodeRoom,
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

  /// Where nodes are not told apart.
  public ClusterStatus(
      List<Condition> conditions,
      @Nullable String version,
      @Nullable Nodes nodes,
      Map<String, String> capacity,
      Map<String, String> allocatable,
      Map<String, String> requested,
      List<FreeRoom> freeRoom,
      List<String> apiVersions,
      @Nullable String asOf) {
    this(
        conditions,
        version,
        nodes,
        capacity,
        allocatable,
        requested,
        freeRoom,
        null,
        apiVersions,
        asOf);
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

    /// In short, see [NodeClass#free].
    public String text(List<String> resources) {
      StringJoiner text = new StringJoiner(" ");
      if (nodes != 1) {
        text.add(nodes + "x");
      }
      resources.forEach(resource -> text.add(free.getOrDefault(resource, "0")));
      return text.toString();
    }

    private static FreeRoom parse(String text, List<String> resources) {
      List<String> words = List.of(text.split(" ", -1));
      int before = words.size() - resources.size();
      if (before < 0 || before > 1 || (before == 1 && !words.getFirst().endsWith("x"))) {
        throw new IllegalArgumentException("free room \"" + text + "\"");
      }
      Map<String, String> amounts = new HashMap<>();
      for (int i = 0; i < resources.size(); i++) {
        amounts.put(resources.get(i), words.get(before + i));
      }
      String count = words.getFirst();
      return new FreeRoom(
          before == 0 ? 1 : Integer.parseInt(count.substring(0, count.length() - 1)), amounts);
    }
  }

  /// The free room of nodes that are told apart.
  ///
  /// @param labels that all nodes have
  /// @param untoldLabels keys of labels that have too many values to make classes of them
  /// @param untoldNodes how many nodes are in no class because there would be too many classes
  /// @param resources what the texts of the classes speak of, in their order
  public record NodeRoom(
      Map<String, String> labels,
      List<String> untoldLabels,
      int untoldNodes,
      List<String> resources,
      List<NodeClass> classes) {
    public NodeRoom {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      untoldLabels = untoldLabels == null ? List.of() : List.copyOf(untoldLabels);
      resources = resources == null ? List.of() : List.copyOf(resources);
      classes = classes == null ? List.of() : List.copyOf(classes);
    }

    /// The nodes of one of the classes.
    ///
    /// @throws IllegalArgumentException when a text is not of the form that [NodeClass] tells
    public List<FreeRoom> groups(NodeClass of) {
      return of.free.stream().map(text -> FreeRoom.parse(text, resources)).toList();
    }
  }

  /// Nodes that are alike to pods that choose nodes.
  ///
  /// @param labels that all of them have, beside those that all nodes have
  /// @param taints that all of them have
  /// @param free groups of nodes with about the same free room: what each node of the group has
  ///   left at least, by resource, with a blank between; before it the number of nodes and an `x`
  ///   if there are several, as in `3x 1500m 4Gi 110`
  public record NodeClass(
      Map<String, String> labels, List<ClusterSpec.Taint> taints, List<String> free) {
    public NodeClass {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      taints = taints == null ? List.of() : List.copyOf(taints);
      free = free == null ? List.of() : List.copyOf(free);
    }
  }
}
