package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.auth.RuleResolver;
import io.ubernetes.apimachinery.cache.CacheFollower;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Allows what the stored roles and bindings allow, by Kubernetes' rules
/// (`rbac.authorization.k8s.io/v1`): additive, ClusterRoleBindings everywhere, RoleBindings in
/// their namespace. Its view of the objects follows the watch caches, so that a request reads no
/// store and a change takes effect some milliseconds after it was written.
///
/// Thread-safe. Before [#follow] nothing is allowed.
public final class RbacAuthorizer implements Authorizer, RuleResolver, AutoCloseable {
  public static final GroupResource CLUSTER_ROLES = resource("clusterroles");
  static final GroupResource CLUSTER_BINDINGS = resource("clusterrolebindings");
  static final GroupResource ROLES = resource("roles");
  static final GroupResource BINDINGS = resource("rolebindings");

  private final RoleIndex index = new RoleIndex();
  private final Map<GroupResource, CacheFollower> views = new LinkedHashMap<>();

  /// Begins to follow the stored objects. Returns when all that are there now count.
  ///
  /// @param registries finds the registry of a resource
  public void follow(Function<GroupResource, Registry> registries) {
    CacheFollower.Follower roles = new Changes(index::putRole, index::removeRole);
    CacheFollower.Follower bindings = new Changes(index::putBinding, index::removeBinding);
    views.put(CLUSTER_ROLES, view(registries, CLUSTER_ROLES, roles));
    views.put(ROLES, view(registries, ROLES, roles));
    views.put(CLUSTER_BINDINGS, view(registries, CLUSTER_BINDINGS, bindings));
    views.put(BINDINGS, view(registries, BINDINGS, bindings));
    for (CacheFollower view : views.values()) {
      try {
        view.start();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static CacheFollower view(
      Function<GroupResource, Registry> registries,
      GroupResource resource,
      CacheFollower.Follower to) {
    return new CacheFollower(registries.apply(resource).cache(), to);
  }

  private record Changes(
      java.util.function.BiConsumer<NamespacedName, ObjectNode> putter,
      java.util.function.Consumer<NamespacedName> remover)
      implements CacheFollower.Follower {
    @Override
    public void put(NamespacedName key, ObjectNode object) {
      putter.accept(key, object);
    }

    @Override
    public void remove(NamespacedName key) {
      remover.accept(key);
    }
  }

  /// Waits until a write of a role or binding counts.
  ///
  /// @return false when it does not in this time
  boolean awaitRevision(GroupResource resource, long revision, Duration timeout)
      throws InterruptedException {
    CacheFollower view = views.get(resource);
    return view != null && view.awaitRevision(revision, timeout.toMillis());
  }

  @Override
  public Decision authorize(Identity identity, Attributes attributes) {
    Set<String> missing = new LinkedHashSet<>();
    Decision decision = decide("", identity, attributes, missing);
    if (decision == null && attributes instanceof Attributes.OfResource of) {
      decision =
          of.namespace().isEmpty() ? null : decide(of.namespace(), identity, attributes, missing);
    }
    if (decision != null) {
      return decision;
    }
    return missing.isEmpty() ? Decision.DENY : new Decision.Deny("RBAC: " + aggregate(missing));
  }

  private @Nullable Decision decide(
      String namespace, Identity identity, Attributes attributes, Set<String> missing) {
    Decision decision = decide(namespace, Subject.user(identity.user()), attributes, missing);
    for (String group : identity.groups()) {
      if (decision != null) {
        return decision;
      }
      decision = decide(namespace, Subject.group(group), attributes, missing);
    }
    return decision;
  }

  private @Nullable Decision decide(
      String namespace, Subject subject, Attributes attributes, Set<String> missing) {
    for (Grant grant : index.grants(namespace, subject)) {
      List<Rule> rules = index.rules(grant.role(), namespace);
      if (rules == null) {
        missing.add(grant.role().missing());
        continue;
      }
      for (Rule rule : rules) {
        if (rule.covers(attributes)) {
          return grant.allow();
        }
      }
    }
    return null;
  }

  @Override
  public Rules rulesFor(Identity identity, String namespace) {
    Map<NamespacedName, RoleRef> given = new LinkedHashMap<>();
    for (String place : namespace.isEmpty() ? List.of("") : List.of("", namespace)) {
      collect(given, place, Subject.user(identity.user()));
      identity.groups().forEach(group -> collect(given, place, Subject.group(group)));
    }
    List<Rule> rules = new ArrayList<>();
    List<MissingRole> missing = new ArrayList<>();
    given.forEach((binding, role) -> {
      List<Rule> ofRole = index.rules(role, binding.namespace());
      if (ofRole == null) {
        missing.add(new MissingRole(role.name(), role.missing()));
      } else {
        rules.addAll(ofRole);
      }
    });
    return new Rules(rules, missing);
  }

  private void collect(Map<NamespacedName, RoleRef> given, String namespace, Subject subject) {
    for (Grant grant : index.grants(namespace, subject)) {
      given.putIfAbsent(grant.binding(), grant.role());
    }
  }

  /// The rules of a role that is or might be bound in a namespace; null when there is no such role.
  @Nullable List<Rule> rules(RoleRef role, String namespace) {
    return index.rules(role, namespace);
  }

  /// Several errors as Kubernetes joins them.
  static String aggregate(Iterable<String> errors) {
    List<String> all = new ArrayList<>();
    errors.forEach(all::add);
    return all.size() == 1 ? all.getFirst() : "[" + String.join(", ", all) + "]";
  }

  private static GroupResource resource(String plural) {
    return new GroupResource(RoleRef.GROUP, plural);
  }

  @Override
  public void close() {
    views.values().forEach(CacheFollower::close);
  }
}
