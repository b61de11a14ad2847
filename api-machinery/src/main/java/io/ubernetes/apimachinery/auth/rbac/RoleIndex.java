package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Roles by name, and what is given to whom by namespace and subject, so that a request looks at
/// the few bindings that are its sender's and at no other.
///
/// Readers take no lock: each list in it is replaced as a whole. Writers hold this object's lock,
/// which nobody else knows; a change costs as much as the binding has subjects.
final class RoleIndex {
  private final Map<NamespacedName, List<Rule>> roles = new ConcurrentHashMap<>();
  private final Map<String, Map<Subject, List<Grant>>> grants = new ConcurrentHashMap<>();
  private final Map<NamespacedName, Set<Subject>> subjectsOf = new HashMap<>(); // guarded by this

  /// @param key without a namespace for a ClusterRole
  void putRole(NamespacedName key, ObjectNode role) {
    roles.put(key, Trees.objects(role, "rules").stream().map(Rule::of).toList());
  }

  void removeRole(NamespacedName key) {
    roles.remove(key);
  }

  /// @param key without a namespace for a ClusterRoleBinding
  synchronized void putBinding(NamespacedName key, ObjectNode binding) {
    removeBinding(key);
    RoleRef role = RoleRef.of(binding);
    Set<Subject> subjects = new HashSet<>();
    for (ObjectNode named : Trees.objects(binding, "subjects")) {
      Subject.of(named, key.namespace())
          .filter(subjects::add)
          .ifPresent(subject -> add(subject, new Grant(key, role, Subject.describe(named))));
    }
    subjectsOf.put(key, Set.copyOf(subjects));
  }

  private void add(Subject subject, Grant grant) {
    grants
        .computeIfAbsent(grant.binding().namespace(), namespace -> new ConcurrentHashMap<>())
        .merge(subject, List.of(grant), RoleIndex::joined);
  }

  private static List<Grant> joined(List<Grant> some, List<Grant> more) {
    List<Grant> all = new ArrayList<>(some);
    all.addAll(more);
    all.sort(java.util.Comparator.comparing(grant -> grant.binding().name()));
    return List.copyOf(all);
  }

  synchronized void removeBinding(NamespacedName key) {
    Set<Subject> subjects = subjectsOf.remove(key);
    Map<Subject, List<Grant>> bySubject = grants.get(key.namespace());
    if (subjects == null || bySubject == null) {
      return;
    }
    for (Subject subject : subjects) {
      bySubject.computeIfPresent(subject, (any, list) -> without(list, key));
    }
    if (bySubject.isEmpty()) {
      grants.remove(key.namespace());
    }
  }

  private static @Nullable List<Grant> without(List<Grant> grants, NamespacedName binding) {
    List<Grant> rest = grants.stream().filter(one -> !one.binding().equals(binding)).toList();
    return rest.isEmpty() ? null : rest;
  }

  /// What is given to someone in a namespace, or for the empty name by ClusterRoleBindings.
  List<Grant> grants(String namespace, Subject subject) {
    Map<Subject, List<Grant>> bySubject = grants.get(namespace);
    return bySubject == null ? List.of() : bySubject.getOrDefault(subject, List.of());
  }

  /// The rules of a role.
  ///
  /// @param namespace of the binding
  /// @return null when there is no such role
  @Nullable List<Rule> rules(RoleRef role, String namespace) {
    if (!role.isKnownKind()) {
      return null;
    }
    return roles.get(new NamespacedName(role.isClusterRole() ? "" : namespace, role.name()));
  }
}
