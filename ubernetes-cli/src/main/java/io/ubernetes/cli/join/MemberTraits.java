package io.ubernetes.cli.join;

import io.ubernetes.model.Names;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is said of a member when it joins. Empty text says nothing, and leaves what was said
/// before.
///
/// @param labels of the `Cluster`, for policies to select by
/// @param taints keep replicas away, as a node's taints keep pods away
public record MemberTraits(
    String provider, String region, String zone, Map<String, String> labels, List<Taint> taints) {

  public static final MemberTraits NONE = new MemberTraits("", "", "", Map.of(), List.of());

  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  /// @throws IllegalArgumentException when a label is none by Kubernetes' rules
  public MemberTraits {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    labels.forEach((key, value) -> {
      check("label key " + key, Names.qualifiedName(key));
      check("value of the label " + key, Names.labelValue(value));
    });
  }

  /// Reads `key=value:Effect` or `key:Effect`, as kubectl takes them.
  ///
  /// @throws IllegalArgumentException when it is neither
  public static Taint taint(String text) {
    int colon = text.lastIndexOf(':');
    String effect = text.substring(colon + 1);
    if (colon < 1 || !EFFECTS.contains(effect)) {
      throw new IllegalArgumentException(
          "a taint is key=value:Effect with one of NoSchedule, PreferNoSchedule, NoExecute, not '"
              + text
              + "'");
    }
    String[] parts = text.substring(0, colon).split("=", 2);
    check("taint key " + parts[0], Names.qualifiedName(parts[0]));
    if (parts.length == 1) {
      return new Taint(parts[0], null, effect);
    }
    check("value of the taint " + parts[0], Names.labelValue(parts[1]));
    return new Taint(parts[0], parts[1], effect);
  }

  private static void check(String what, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is not allowed: " + problems.getFirst());
    }
  }
}
