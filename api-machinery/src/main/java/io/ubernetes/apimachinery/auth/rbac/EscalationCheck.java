package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Attributes.OfResource;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.auth.RuleResolver;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Nobody gives away more than they have: who writes a role must have its rules, and who binds one
/// must have those of the role, unless they may `escalate` or `bind`. The rules and messages are
/// those of Kubernetes' "privilege escalation prevention". Stateless; thread-safe.
public final class EscalationCheck implements Admission {
  private static final List<Rule> FULL_AUTHORITY =
      List.of(
          new Rule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
          new Rule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

  private final RbacAuthorizer roles;
  private final Authorizer authorizer;

  /// @param roles whose rules count as held
  /// @param authorizer says who may `escalate` and `bind`
  public EscalationCheck(RbacAuthorizer roles, Authorizer authorizer) {
    this.roles = roles;
    this.authorizer = authorizer;
  }

  /// Before the kind's rules, so that a role which is wrong as well as too much is refused as too
  /// much; the last to be asked, because what others add to the role counts.
  @Override
  public void mutate(Attributes write) {
    ObjectNode object = write.object();
    GroupResource resource = write.type().groupResource();
    if (object == null
        || !resource.group().equals(RoleRef.GROUP)
        || write.options().identity().groups().contains(Identity.MASTERS)
        || onlyForCollection(object, write.old())) {
      return;
    }
    switch (resource.resource()) {
      case "roles", "clusterroles" -> checkRole(write, object);
      case "rolebindings", "clusterrolebindings" -> checkBinding(write, object);
      default -> {}
    }
  }

  @Override
  public void validate(Attributes write) {}

  /// Whether nothing changes but what garbage collection changes.
  private static boolean onlyForCollection(ObjectNode object, @Nullable ObjectNode old) {
    return old != null && withoutBookkeeping(object).equals(withoutBookkeeping(old));
  }

  private static ObjectNode withoutBookkeeping(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("ownerReferences", "finalizers", "managedFields", "resourceVersion"));
    }
    return copy;
  }

  private void checkRole(Attributes write, ObjectNode role) {
    boolean create = write.operation() == Operation.CREATE;
    String name = create ? "" : write.name();
    if (may(write, "escalate", write.type().groupResource(), name)) {
      return;
    }
    confirm(write, Trees.objects(role, "rules").stream().map(Rule::of).toList());
    boolean aggregates =
        hasAggregation(role) || (write.old() != null && hasAggregation(write.old()));
    if (aggregates && !missing(write, FULL_AUTHORITY).isEmpty()) {
      throw forbidden(write, "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  private static boolean hasAggregation(ObjectNode role) {
    JsonNode selectors = Json.at(role, "aggregationRule", "clusterRoleSelectors");
    return selectors != null && !selectors.isEmpty();
  }

  private void checkBinding(Attributes write, ObjectNode binding) {
    RoleRef role = RoleRef.of(binding);
    boolean known = role.isKnownKind();
    if (known
        && may(write, "bind", new GroupResource(role.group(), role.resource()), role.name())) {
      return;
    }
    if (!known) {
      throw ApiException.of(500, "", role.missing());
    }
    List<Rule> rules = roles.rules(role, write.namespace());
    if (rules == null) {
      throw ApiException.notFound(write.type().groupResource(), role.name());
    }
    confirm(write, rules);
  }

  private boolean may(Attributes write, String verb, GroupResource resource, String name) {
    OfResource wish =
        new OfResource(verb, resource.group(), resource.resource(), "", write.namespace(), name);
    return authorizer.authorize(write.options().identity(), wish)
        instanceof Authorizer.Decision.Allow;
  }

  private List<Rule> missing(Attributes write, List<Rule> wanted) {
    return RuleCover.missing(held(write).rules(), wanted);
  }

  private RuleResolver.Rules held(Attributes write) {
    return roles.rulesFor(write.options().identity(), write.namespace());
  }

  private void confirm(Attributes write, List<Rule> wanted) {
    RuleResolver.Rules held = held(write);
    List<Rule> missing = RuleCover.missing(held.rules(), wanted);
    if (missing.isEmpty()) {
      return;
    }
    Identity identity = write.options().identity();
    throw forbidden(
        write,
        "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s%s"
            .formatted(
                identity.user(),
                RuleCover.quoted(identity.groups()),
                RuleCover.describe(missing),
                unresolved(write, held.missingRoles())));
  }

  /// Kubernetes names a missing role by the resource of the request in which it was missed.
  private static String unresolved(Attributes write, List<RuleResolver.MissingRole> roles) {
    if (roles.isEmpty()) {
      return "";
    }
    List<String> errors =
        roles.stream()
            .map(role -> "%s \"%s\" not found".formatted(write.type().groupResource(), role.name()))
            .toList();
    return "; resolution errors: [" + RbacAuthorizer.aggregate(errors) + "]";
  }

  private static ApiException forbidden(Attributes write, String detail) {
    return ApiException.forbidden(write.type().groupResource(), write.name(), detail);
  }
}
