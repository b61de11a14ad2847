package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Deletions that wait for a member to return: one ConfigMap in the federation's own namespace for
/// each part. Kept apart from the Placement, so that neither its namespace nor a new object of the
/// same name has to wait. Thread-safe.
public final class Tombstones {

  private static final String LABEL = Federation.GROUP + "/tombstone";
  private static final GroupVersionKind CONFIG_MAP = new GroupVersion("", "v1").kind("ConfigMap");
  private static final String BY_PLACE = "place";

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
                .withIndex(BY_PLACE, Tombstones::place));
  }

  /// @param name of the ConfigMap
  /// @param cluster the member that still holds the part
  /// @param placement key that the part's Placement had
  /// @param object key of the part
  /// @param sourceUid uid of the federated object that it was a part of
  record Tombstone(
      String name,
      String cluster,
      NamespacedName placement,
      GroupVersionKind kind,
      NamespacedName object,
      String sourceUid) {}

  /// What waits; to be read before anything is decided.
  public Informer informer() {
    return informer;
  }

  void put(String cluster, Target target) {
    String name = "tombstone." + cluster + "." + target.sourceUid();
    ApiObject object = ApiObject.of(CONFIG_MAP, Federation.SYSTEM_NAMESPACE, name);
    object.metadata().putObject("labels").put(LABEL, "true");
    ObjectNode data = object.json().putObject("data");
    data.put("cluster", cluster)
        .put("placement", target.placement().name())
        .put("namespace", target.key().namespace())
        .put("name", target.key().name())
        .put("apiVersion", target.resource().kind().apiVersion())
        .put("kind", target.resource().kind().kind())
        .put("sourceUid", target.sourceUid());
    try {
      federationClient.create(Resources.CONFIG_MAPS, object);
    } catch (ApiClientException refused) {
      if (!refused.isAlreadyExists()) {
        throw refused;
      }
    }
  }

  List<Tombstone> of(String cluster, NamespacedName placement) {
    return informer.lister().byIndex(BY_PLACE, cluster + "/" + placement).stream()
        .map(Tombstones::read)
        .toList();
  }

  void remove(Tombstone tombstone) {
    federationClient.delete(
        Resources.CONFIG_MAPS, new NamespacedName(Federation.SYSTEM_NAMESPACE, tombstone.name()));
  }

  private static Set<String> place(ApiObject object) {
    Tombstone tombstone = read(object);
    return Set.of(tombstone.cluster() + "/" + tombstone.placement());
  }

  static Tombstone read(ApiObject object) {
    Map<String, String> data = Json.strings(Json.at(object.json(), "data"));
    String namespace = data.getOrDefault("namespace", "");
    return new Tombstone(
        object.name(),
        data.getOrDefault("cluster", ""),
        new NamespacedName(namespace, data.getOrDefault("placement", "")),
        GroupVersionKind.of(data.getOrDefault("apiVersion", ""), data.getOrDefault("kind", "")),
        new NamespacedName(namespace, data.getOrDefault("name", "")),
        data.getOrDefault("sourceUid", ""));
  }
}
