package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Refuses what would exceed a `ResourceQuota` of its namespace, and counts what does not.
///
/// What is used stands in the quota's status, and is raised before the object is written, by a
/// conditional write that looks at the limit again: of two writers at the limit one is refused,
/// whichever server they come through. What comes of a write that fails later, and of deletions, is
/// counted anew by the quota controller. Thread-safe.
final class Quotas implements Admission {

  private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
  private static final String MANAGER = "kube-apiserver";

  private final ServedObjects served;

  Quotas(ServedObjects served) {
    this.served = served;
  }

  @Override
  public void validate(Attributes attributes) {
    ObjectNode object = attributes.object();
    boolean counted =
        object != null
            && !attributes.type().isAnswered()
            && attributes.subresource().isEmpty()
            && !attributes.namespace().isEmpty()
            && switch (attributes.operation()) {
              case CREATE -> true;
              case UPDATE -> QuotaUsage.changes(attributes.resource());
              case DELETE -> false;
            };
    if (!counted || object == null) {
      return;
    }
    Optional<Registry> quotas = served.registry(QUOTAS);
    if (quotas.isEmpty()) {
      return;
    }
    Snapshot snapshot = quotas.get().cache().snapshot();
    if (snapshot.size() == 0) {
      return;
    }
    List<CachedObject> here = new ArrayList<>();
    snapshot.objects(attributes.namespace(), null).forEach(here::add);
    if (!here.isEmpty()) {
      charge(attributes, object, here, quotas.get());
    }
  }

  private static void charge(
      Attributes attributes, ObjectNode object, List<CachedObject> here, Registry quotas) {
    Map<String, Quantity> delta = delta(attributes, object);
    if (delta.isEmpty()) {
      return;
    }
    List<NamespacedName> concerned = new ArrayList<>();
    for (CachedObject cached : here) {
      ObjectNode quota = cached.tree();
      if (concerns(quota, delta)) {
        concerned.add(cached.key());
      }
    }
    if (attributes.options().isDryRun()) {
      for (NamespacedName key : concerned) {
        quotas.get(key).ifPresent(quota -> charged(quota, delta, attributes));
      }
      return;
    }
    List<NamespacedName> done = new ArrayList<>();
    try {
      for (NamespacedName key : concerned) {
        if (update(quotas, key, quota -> charged(quota, delta, attributes))) {
          done.add(key);
        }
      }
    } catch (ApiException refused) {
      // One quota refuses: the others get back what they gave.
      Map<String, Quantity> back = new TreeMap<>();
      delta.forEach((name, amount) -> back.put(name, amount.negate()));
      done.forEach(key -> update(quotas, key, quota -> added(quota, back)));
      throw refused;
    }
  }

  /// @return whether there was such a quota
  private static boolean update(
      Registry quotas, NamespacedName key, Function<ObjectNode, ObjectNode> change) {
    Change status =
        new Change(quotas.type().versions().getFirst(), Part.STATUS, new Edit.Patch(change::apply));
    try {
      quotas.update(key, status, WriteOptions.by(AdmissionPlugins.SERVER, MANAGER));
      return true;
    } catch (ApiException refused) {
      if (refused.code() == 404) {
        return false;
      }
      throw refused;
    }
  }

  /// What the write changes in what is used; nothing that stays the same.
  private static Map<String, Quantity> delta(Attributes attributes, ObjectNode object) {
    Map<String, Quantity> delta = new TreeMap<>(QuotaUsage.of(attributes.resource(), object));
    ObjectNode old = attributes.old();
    if (old != null) {
      QuotaUsage.of(attributes.resource(), old)
          .forEach((name, amount) ->
              delta.merge(name, amount.negate(), (now, before) -> now.add(before)));
    }
    delta.values().removeIf(Quantity::isZero);
    return delta;
  }

  /// A quota with scopes is about pods alone, or about volumes of certain kinds.
  private static boolean concerns(ObjectNode quota, Map<String, Quantity> delta) {
    boolean scoped =
        !quota.path("spec").path("scopes").isEmpty()
            || !quota.path("spec").path("scopeSelector").path("matchExpressions").isEmpty();
    JsonNode hard = quota.path("status").path("hard");
    return !scoped && delta.keySet().stream().anyMatch(hard::has);
  }

  private static ObjectNode charged(
      ObjectNode quota, Map<String, Quantity> delta, Attributes attributes) {
    String name = Json.text(quota, "metadata", "name");
    JsonNode hard = quota.path("status").path("hard");
    JsonNode used = quota.path("status").path("used");
    List<String> unknown =
        delta.keySet().stream().filter(hard::has).filter(key -> !used.has(key)).toList();
    if (!unknown.isEmpty()) {
      throw attributes.forbidden(
          "status unknown for quota: " + name + ", resources: " + String.join(",", unknown));
    }
    List<String> exceeded =
        delta.keySet().stream()
            .filter(hard::has)
            .filter(
                key -> amount(used, key).add(amount(delta, key)).compareTo(amount(hard, key)) > 0)
            .toList();
    if (!exceeded.isEmpty()) {
      throw attributes.forbidden(
          "exceeded quota: %s, requested: %s, used: %s, limited: %s"
              .formatted(
                  name,
                  shown(exceeded, key -> amount(delta, key)),
                  shown(exceeded, key -> amount(used, key)),
                  shown(exceeded, key -> amount(hard, key))));
    }
    return added(quota, delta);
  }

  private static ObjectNode added(ObjectNode quota, Map<String, Quantity> delta) {
    ObjectNode status =
        quota.get("status") instanceof ObjectNode there ? there : quota.putObject("status");
    ObjectNode used =
        status.get("used") instanceof ObjectNode there ? there : status.putObject("used");
    delta.forEach((key, amount) -> {
      if (status.path("hard").has(key)) {
        used.put(key, amount(used, key).add(amount).toString());
      }
    });
    return quota;
  }

  private static Quantity amount(JsonNode list, String key) {
    return QuotaUsage.quantity(list.get(key));
  }

  private static Quantity amount(Map<String, Quantity> list, String key) {
    return list.getOrDefault(key, Quantity.ZERO);
  }

  private static String shown(List<String> keys, Function<String, Quantity> amount) {
    return keys.stream().map(key -> key + "=" + amount.apply(key)).collect(Collectors.joining(","));
  }
}
