package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.RoleAuthorizer;
import io.ubernetes.apimachinery.auth.RoleAuthorizer.Binding;
import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Allows what the cluster's own roles and bindings allow (`rbac.authorization.k8s.io/v1`), by
/// Kubernetes' rules. Aggregated roles are not followed. Thread-safe; answers from memory.
public final class RbacAuthorizer implements Authorizer {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<GroupResource> KINDS =
      List.of(
          new GroupResource(GROUP, "clusterroles"),
          new GroupResource(GROUP, "clusterrolebindings"),
          new GroupResource(GROUP, "roles"),
          new GroupResource(GROUP, "rolebindings"));

  private volatile @Nullable ApiServer server;
  private volatile Roles roles = new Roles(List.of(), new RoleAuthorizer(List.of()), Map.of());

  /// The roles as they were at some revisions, one for each kind.
  ///
  /// @param everywhere what cluster role bindings give
  /// @param byNamespace what role bindings give
  private record Roles(
      List<Long> revisions, RoleAuthorizer everywhere, Map<String, RoleAuthorizer> byNamespace) {}

  /// Says where the roles are kept. Before that nothing is allowed.
  public void read(ApiServer from) {
    server = from;
  }

  @Override
  public Decision authorize(Identity identity, Attributes attributes) {
    Roles current = current();
    Decision decision = current.everywhere().authorize(identity, attributes);
    if (decision instanceof Decision.Deny && attributes instanceof Attributes.OfResource of) {
      RoleAuthorizer inNamespace = current.byNamespace().get(of.namespace());
      if (inNamespace != null) {
        return inNamespace.authorize(identity, attributes);
      }
    }
    return decision;
  }

  /// The roles are few and change seldom, so all are read anew when one may have changed.
  private Roles current() {
    ApiServer from = server;
    Roles known = roles;
    if (from == null) {
      return known;
    }
    List<Snapshot> snapshots =
        KINDS.stream().map(kind -> from.registry(kind).cache().snapshot()).toList();
    List<Long> revisions = snapshots.stream().map(Snapshot::revision).toList();
    if (!revisions.equals(known.revisions())) {
      known = read(snapshots, revisions);
      roles = known;
    }
    return known;
  }

  private static Roles read(List<Snapshot> snapshots, List<Long> revisions) {
    Snapshot clusterRoles = snapshots.get(0);
    Snapshot namespacedRoles = snapshots.get(2);
    List<Binding> everywhere = new ArrayList<>();
    for (CachedObject binding : snapshots.get(1).objects()) {
      everywhere.add(binding(binding, clusterRoles, namespacedRoles));
    }
    Map<String, List<Binding>> byNamespace = new HashMap<>();
    for (CachedObject binding : snapshots.get(3).objects()) {
      byNamespace
          .computeIfAbsent(binding.key().namespace(), namespace -> new ArrayList<>())
          .add(binding(binding, clusterRoles, namespacedRoles));
    }
    Map<String, RoleAuthorizer> authorizers = new HashMap<>();
    byNamespace.forEach(
        (namespace, bindings) -> authorizers.put(namespace, new RoleAuthorizer(bindings)));
    return new Roles(revisions, new RoleAuthorizer(everywhere), authorizers);
  }

  private static Binding binding(
      CachedObject object, Snapshot clusterRoles, Snapshot namespacedRoles) {
    ObjectNode tree = object.tree();
    String name = Json.text(tree, "roleRef", "name");
    boolean ofCluster = Json.text(tree, "roleRef", "kind").equals("ClusterRole");
    CachedObject role =
        ofCluster
            ? clusterRoles.get(NamespacedName.clusterScoped(name))
            : namespacedRoles.get(new NamespacedName(object.key().namespace(), name));
    Set<String> users = new HashSet<>();
    Set<String> groups = new HashSet<>();
    for (JsonNode subject : items(tree, "subjects")) {
      String who = Json.text(subject, "name");
      switch (Json.text(subject, "kind")) {
        case "User" -> users.add(who);
        case "Group" -> groups.add(who);
        case "ServiceAccount" ->
            users.add(ServiceAccountTokens.user(Json.text(subject, "namespace"), who));
        default -> {} // a subject of an unknown kind is nobody
      }
    }
    return new Binding(name, users, groups, role == null ? List.of() : rules(role.tree()));
  }

  private static List<Rule> rules(ObjectNode role) {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : items(role, "rules")) {
      rules.add(
          new Rule(
              texts(rule, "verbs"),
              texts(rule, "apiGroups"),
              texts(rule, "resources"),
              texts(rule, "resourceNames"),
              texts(rule, "nonResourceURLs")));
    }
    return rules;
  }

  private static Iterable<JsonNode> items(JsonNode object, String field) {
    JsonNode list = Json.at(object, field);
    return list == null ? List.of() : list;
  }

  private static List<String> texts(JsonNode object, String field) {
    List<String> texts = new ArrayList<>();
    items(object, field).forEach(item -> texts.add(item.asString("")));
    return texts;
  }
}
