package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cluster roles and cluster role bindings that a server wants to be there, as objects without
/// identity. Immutable by contract: who takes an object copies it before changing it.
///
/// They come from a file with `roles` (`name`, `rules`; `aggregatedTo` is the role that takes the
/// rules over, `aggregates` makes a role the sum of those) and `bindings` (`name`, `role`, `users`,
/// `groups`).
///
/// @param roles ClusterRoles
/// @param bindings ClusterRoleBindings
public record RoleCatalog(List<ObjectNode> roles, List<ObjectNode> bindings) {
  private static final String AGGREGATE_TO = "rbac.authorization.k8s.io/aggregate-to-";
  static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  public RoleCatalog {
    roles = List.copyOf(roles);
    bindings = List.copyOf(bindings);
  }

  /// Kubernetes' own roles, as far as there is something for them to allow here.
  public static RoleCatalog kubernetes() {
    return read(RoleCatalog.class, "roles.json");
  }

  /// Reads a file beside a class.
  public static RoleCatalog read(Class<?> beside, String file) {
    try (InputStream stream = beside.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + file + " is missing in the class path");
      }
      ObjectNode document = Json.parseObject(stream.readAllBytes());
      return new RoleCatalog(
          Trees.objects(document, "roles").stream().map(RoleCatalog::role).toList(),
          Trees.objects(document, "bindings").stream().map(RoleCatalog::binding).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Both together.
  public RoleCatalog and(RoleCatalog other) {
    List<ObjectNode> allRoles = new ArrayList<>(roles);
    allRoles.addAll(other.roles);
    List<ObjectNode> allBindings = new ArrayList<>(bindings);
    allBindings.addAll(other.bindings);
    return new RoleCatalog(allRoles, allBindings);
  }

  private static ObjectNode role(ObjectNode entry) {
    ObjectNode role = object("ClusterRole", Json.text(entry, "name"));
    String to = Json.text(entry, "aggregatedTo");
    if (!to.isEmpty() && role.get("metadata").get("labels") instanceof ObjectNode labels) {
      labels.put(AGGREGATE_TO + to, "true");
    }
    String from = Json.text(entry, "aggregates");
    if (!from.isEmpty()) {
      role.putObject("aggregationRule")
          .putArray("clusterRoleSelectors")
          .addObject()
          .putObject("matchLabels")
          .put(AGGREGATE_TO + from, "true");
    }
    ArrayNode rules = role.putArray("rules");
    Trees.objects(entry, "rules").forEach(rules::add);
    return role;
  }

  private static ObjectNode binding(ObjectNode entry) {
    ObjectNode binding = object("ClusterRoleBinding", Json.text(entry, "name"));
    binding
        .putObject("roleRef")
        .put("apiGroup", RoleRef.GROUP)
        .put("kind", "ClusterRole")
        .put("name", Json.text(entry, "role"));
    ArrayNode subjects = binding.putArray("subjects");
    Trees.strings(entry, "users").forEach(name -> subject(subjects, "User", name));
    Trees.strings(entry, "groups").forEach(name -> subject(subjects, "Group", name));
    return binding;
  }

  private static void subject(ArrayNode subjects, String kind, String name) {
    subjects.addObject().put("apiGroup", RoleRef.GROUP).put("kind", kind).put("name", name);
  }

  private static ObjectNode object(String kind, String name) {
    ObjectNode object = Json.object();
    object.put("kind", kind).put("apiVersion", RoleRef.GROUP + "/v1");
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    metadata.putObject("annotations").put(AUTO_UPDATE, "true");
    return object;
  }
}
