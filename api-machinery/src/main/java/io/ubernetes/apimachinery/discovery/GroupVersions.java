package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kinds sorted into groups and versions. Kubernetes' own groups come in its order, which decides
/// which kind a short name means and how `kubectl get all` is sorted, then the others in the order
/// of the kinds; versions come by Kubernetes' priority (`v2` before `v1` before `v1beta2` before
/// `v1alpha1` before anything else), kinds by their plural names. Immutable.
public final class GroupVersions {

  private static final List<String> FIRST_GROUPS =
      List.of(
          "",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io",
          "resource.k8s.io",
          "flowcontrol.apiserver.k8s.io");

  private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

  private final Map<String, List<GroupVersion>> groups = new LinkedHashMap<>();
  private final Map<GroupVersion, List<ResourceType>> types = new LinkedHashMap<>();

  public GroupVersions(List<ResourceType> all) {
    for (ResourceType type : inOrder(all)) {
      for (ResourceType.Version version : type.versions()) {
        GroupVersion groupVersion = new GroupVersion(type.group(), version.name());
        List<GroupVersion> versions =
            groups.computeIfAbsent(type.group(), group -> new ArrayList<>());
        if (!versions.contains(groupVersion)) {
          versions.add(groupVersion);
        }
        types.computeIfAbsent(groupVersion, any -> new ArrayList<>()).add(type);
      }
    }
    groups.values().forEach(versions -> versions.sort(byPriority()));
    types.values().forEach(list -> list.sort(Comparator.comparing(type -> type.names().plural())));
  }

  private static List<ResourceType> inOrder(List<ResourceType> all) {
    return all.stream().sorted(Comparator.comparingInt(type -> rank(type.group()))).toList();
  }

  private static int rank(String group) {
    int rank = FIRST_GROUPS.indexOf(group);
    return rank < 0 ? FIRST_GROUPS.size() : rank;
  }

  /// All groups but the core group.
  public List<String> namedGroups() {
    return groups.keySet().stream().filter(group -> !group.isEmpty()).toList();
  }

  /// The versions of a group, best first; empty when there is no such group.
  public List<GroupVersion> versions(String group) {
    return List.copyOf(groups.getOrDefault(group, List.of()));
  }

  /// The kinds of a version of a group; empty when there is none.
  public List<ResourceType> types(GroupVersion groupVersion) {
    return List.copyOf(types.getOrDefault(groupVersion, List.of()));
  }

  /// Every version of every group.
  public List<GroupVersion> all() {
    return List.copyOf(types.keySet());
  }

  private static Comparator<GroupVersion> byPriority() {
    return Comparator.comparingInt((GroupVersion version) -> stability(version.version()))
        .thenComparingInt(version -> number(version.version(), 1))
        .thenComparingInt(version -> number(version.version(), 3))
        .reversed()
        .thenComparing(GroupVersion::version);
  }

  private static int stability(String version) {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return 0;
    }
    String word = matcher.group(2);
    return word == null ? 3 : word.equals("beta") ? 2 : 1;
  }

  private static int number(String version, int group) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches() && matcher.group(group) != null
        ? Integer.parseInt(matcher.group(group))
        : 0;
  }
}
