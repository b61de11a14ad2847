package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds the parameters that a binding gives to its policy.
final class PolicyParams {

  private final ServedObjects served;

  PolicyParams(ServedObjects served) {
    this.served = served;
  }

  /// What is wrong with a policy or binding, as Kubernetes says it.
  static final class Misconfigured extends Exception {
    private static final long serialVersionUID = 1L;

    Misconfigured(String message) {
      super(message, null, false, false);
    }
  }

  private record Kind(Registry registry, ResourceType.Version version) {}

  /// The parameters, each of which the policy is evaluated with; a single null when it has none.
  ///
  /// @param namespace of the request
  List<JsonNode> of(Policy policy, PolicyBinding binding, String namespace) throws Misconfigured {
    JsonNode ref = binding.paramRef();
    if (policy.paramKind() == null || ref == null) {
      return List.of(NullNode.getInstance());
    }
    Kind kind = kind(policy.paramKind());
    String where = namespace(kind, ref, namespace);
    List<JsonNode> params = new ArrayList<>();
    String name = Json.text(ref, "name");
    if (!name.isEmpty()) {
      NamespacedName key = new NamespacedName(where, name);
      CachedObject cached = kind.registry().cache().snapshot().get(key);
      Optional<ObjectNode> param =
          cached != null ? Optional.of(cached.tree()) : kind.registry().get(key);
      param.ifPresent(p -> params.add(kind.version().fromStorage().apply(p)));
    } else {
      LabelSelector selector = LabelSelector.fromJson(Json.at(ref, "selector"));
      String only = where.isEmpty() ? null : where;
      for (CachedObject one : kind.registry().cache().snapshot().objects(only, null)) {
        if (selector.matches(one.labels())) {
          params.add(kind.version().fromStorage().apply(one.tree()));
        }
      }
    }
    if (params.isEmpty() && Json.text(ref, "parameterNotFoundAction").equals("Deny")) {
      throw new Misconfigured(
          "no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return params;
  }

  private static String namespace(Kind kind, JsonNode ref, String ofRequest) throws Misconfigured {
    String given = Json.text(ref, "namespace");
    if (!kind.registry().type().namespaced()) {
      if (!given.isEmpty()) {
        throw new Misconfigured(
            "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
      }
      return "";
    }
    if (given.isEmpty() && ofRequest.isEmpty()) {
      throw new Misconfigured(
          "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
    }
    return given.isEmpty() ? ofRequest : given;
  }

  /// @throws Misconfigured when nothing of that kind is served
  void check(Policy policy) throws Misconfigured {
    if (policy.paramKind() != null) {
      kind(policy.paramKind());
    }
  }

  private Kind kind(GroupVersionKind wanted) throws Misconfigured {
    for (ResourceType type : served.types()) {
      boolean same =
          type.group().equals(wanted.group()) && type.names().kind().equals(wanted.kind());
      Optional<ResourceType.Version> version =
          same ? type.version(wanted.version()) : Optional.empty();
      Optional<Registry> registry = same ? served.registry(type.groupResource()) : Optional.empty();
      if (version.isPresent() && registry.isPresent()) {
        return new Kind(registry.get(), version.get());
      }
    }
    throw new Misconfigured(
        "failed to find resource referenced by paramKind: '%s/%s, Kind=%s'"
            .formatted(wanted.group(), wanted.version(), wanted.kind()));
  }
}
