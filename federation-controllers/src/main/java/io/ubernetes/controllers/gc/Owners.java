package io.ubernetes.controllers.gc;

import io.ubernetes.controllers.served.ServedKinds;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Finds out what became of owners. That one is there may be told from an informer; that one is
/// gone only by the API server itself. Thread-safe.
final class Owners {

  /// Owners that are known to be gone: a uid never comes back, so the answer stays true. Bounds the
  /// questions when the owner of a thousand objects goes.
  private static final int MAX_ABSENT = 1000;

  private final ApiClient federationClient;
  private final ServedKinds kinds;
  private final Map<Identity, Boolean> absent =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Identity, Boolean> eldest) {
              return size() > MAX_ABSENT;
            }
          });

  private record Identity(ApiResource resource, NamespacedName key, String uid) {}

  Owners(ApiClient federationClient, ServedKinds kinds) {
    this.federationClient = federationClient;
    this.kinds = kinds;
  }

  /// Where the owner must be; empty when its kind is not served, or when an object of the whole
  /// cluster names an owner in a namespace, which Kubernetes does not allow.
  Optional<Dependents.Item> find(OwnerReference reference, ApiObject dependent) {
    return kinds
        .find(GroupVersionKind.of(reference.apiVersion(), reference.kind()))
        .filter(resource -> !isOutOfReach(resource, dependent))
        .map(resource -> new Dependents.Item(resource, key(resource, reference, dependent)));
  }

  /// Whether the reference names a kind of a namespace although the object lives in none.
  boolean isOutOfReach(OwnerReference reference, ApiObject dependent) {
    return kinds
        .find(GroupVersionKind.of(reference.apiVersion(), reference.kind()))
        .filter(resource -> isOutOfReach(resource, dependent))
        .isPresent();
  }

  private static boolean isOutOfReach(ApiResource owner, ApiObject dependent) {
    return owner.isNamespaced() && dependent.namespace().isEmpty();
  }

  private static NamespacedName key(
      ApiResource resource, OwnerReference reference, ApiObject dependent) {
    return resource.isNamespaced()
        ? new NamespacedName(dependent.namespace(), reference.name())
        : NamespacedName.clusterScoped(reference.name());
  }

  /// What an informer says; [OwnerState#UNKNOWN] where it does not see the owner.
  OwnerState cached(OwnerReference reference, ApiObject dependent) {
    return find(reference, dependent)
        .flatMap(item ->
            kinds.informer(item.resource()).flatMap(informer -> informer.lister().get(item.key())))
        .filter(owner -> owner.uid().equals(reference.uid()))
        .map(Owners::stateOf)
        .orElse(OwnerState.UNKNOWN);
  }

  /// What the API server says.
  ///
  /// @throws io.ubernetes.runtime.client.ApiClientException when it does not say it
  OwnerState live(OwnerReference reference, ApiObject dependent) {
    Optional<Dependents.Item> item = find(reference, dependent);
    if (item.isEmpty()) {
      return OwnerState.UNKNOWN;
    }
    Identity identity = new Identity(item.get().resource(), item.get().key(), reference.uid());
    if (absent.containsKey(identity)) {
      return OwnerState.ABSENT;
    }
    Optional<ApiObject> owner = federationClient.get(identity.resource(), identity.key());
    if (owner.isEmpty() || !owner.get().uid().equals(reference.uid())) {
      absent.put(identity, true);
      return OwnerState.ABSENT;
    }
    return stateOf(owner.get());
  }

  private static OwnerState stateOf(ApiObject owner) {
    return owner.isTerminating() && owner.finalizers().contains(Finalizers.FOREGROUND)
        ? OwnerState.WAITING
        : OwnerState.SOLID;
  }
}
