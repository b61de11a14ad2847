package io.ubernetes.controllers.tombstone;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The tombstones that are stored in the federation. Thread-safe.
public final class Tombstones {

  private static final String LABEL = Federation.GROUP + "/tombstone";
  private static final String BY_CLUSTER = "cluster";
  private static final String BY_SOURCE = "source";

  private final ApiClient federationClient;
  private final Informer informer;

  public Tombstones(ApiClient federationClient, Informers federation) {
    this.federationClient = federationClient;
    this.informer =
        federation.informer(
            "tombstones",
            Resources.CONFIG_MAPS,
            InformerOptions.ALL
                .withNamespace(Federation.SYSTEM_NAMESPACE)
                .withLabelSelector(LABEL)
                .withIndex(BY_CLUSTER, object -> Set.of(clusterOf(object)))
                .withIndex(BY_SOURCE, object -> Set.of(clusterOf(object) + "/" + source(object))));
  }

  /// What waits; to be read before anything is decided.
  public Informer informer() {
    return informer;
  }

  public void put(Tombstone tombstone) {
    ApiObject object =
        ApiObject.of(Resources.CONFIG_MAPS.kind(), Federation.SYSTEM_NAMESPACE, tombstone.name());
    object.metadata().putObject("labels").put(LABEL, "true");
    object
        .json()
        .putObject("data")
        .put("cluster", tombstone.cluster())
        .put("action", tombstone.action().name())
        .put("apiVersion", tombstone.resource().kind().apiVersion())
        .put("kind", tombstone.resource().kind().kind())
        .put("namespace", tombstone.key().namespace())
        .put("name", tombstone.key().name())
        .put("sourceUid", tombstone.sourceUid());
    try {
      federationClient.create(Resources.CONFIG_MAPS, object);
    } catch (ApiClientException refused) {
      if (!refused.isAlreadyExists()) {
        throw refused;
      }
    }
  }

  /// Whether the member is to let go of the part of just this source.
  public boolean has(String cluster, String sourceUid) {
    return !informer.lister().byIndex(BY_SOURCE, cluster + "/" + sourceUid).isEmpty();
  }

  /// Names of the ConfigMaps of a cluster.
  List<String> names(String cluster) {
    return informer.lister().byIndex(BY_CLUSTER, cluster).stream().map(ApiObject::name).toList();
  }

  /// Empty when there is none of that name, or one that nobody can read.
  Optional<Tombstone> get(String name) {
    return informer
        .lister()
        .get(new NamespacedName(Federation.SYSTEM_NAMESPACE, name))
        .flatMap(Tombstones::read);
  }

  void remove(String name) {
    federationClient.delete(
        Resources.CONFIG_MAPS, new NamespacedName(Federation.SYSTEM_NAMESPACE, name));
  }

  static String clusterOf(ApiObject object) {
    return data(object).getOrDefault("cluster", "");
  }

  private static String source(ApiObject object) {
    return data(object).getOrDefault("sourceUid", "");
  }

  private static Map<String, String> data(ApiObject object) {
    return Json.strings(Json.at(object.json(), "data"));
  }

  private static Optional<Tombstone> read(ApiObject object) {
    Map<String, String> data = data(object);
    GroupVersionKind kind =
        GroupVersionKind.of(data.getOrDefault("apiVersion", ""), data.getOrDefault("kind", ""));
    Optional<ApiResource> resource =
        Stream.concat(Resources.PROPAGATED.stream(), Stream.of(Resources.NAMESPACES))
            .filter(known -> known.kind().equals(kind))
            .findFirst();
    Optional<Tombstone.Action> action =
        Stream.of(Tombstone.Action.values())
            .filter(known -> known.name().equals(data.get("action")))
            .findFirst();
    NamespacedName key =
        new NamespacedName(data.getOrDefault("namespace", ""), data.getOrDefault("name", ""));
    return resource.isEmpty() || action.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tombstone(clusterOf(object), action.get(), resource.get(), key, source(object)));
  }
}
