package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The Placements of the federation, each read once for each of its versions. Thread-safe.
public final class Placements {

  private static final String BY_CLUSTER = "cluster";

  private final Informer informer;
  private final Map<NamespacedName, Read> read = new ConcurrentHashMap<>();

  /// The outcome of reading one version of a Placement.
  private record Read(ApiObject placement, Optional<Target> target) {}

  public Placements(Informers federation) {
    this.informer =
        federation.informer(
            "placements",
            Resources.PLACEMENTS,
            InformerOptions.ALL.withIndex(BY_CLUSTER, Placements::clusters));
    informer.addHandler(
        new ChangeHandler() {
          @Override
          public void onAdd(ApiObject object) {}

          @Override
          public void onUpdate(ApiObject before, ApiObject after) {}

          @Override
          public void onDelete(ApiObject last) {
            read.remove(last.key());
          }
        });
  }

  private static Set<String> clusters(ApiObject placement) {
    Set<String> clusters = new TreeSet<>();
    collect(Json.at(placement.json(), "spec", "destClusters"), clusters);
    collect(Json.at(placement.json(), "status", "clusters"), clusters);
    return clusters;
  }

  private static void collect(@Nullable JsonNode list, Set<String> names) {
    if (list != null) {
      list.forEach(item -> names.add(Json.text(item, "cluster")));
    }
  }

  public Informer informer() {
    return informer;
  }

  /// The Placement of an object, if there is one.
  public Optional<Target> of(Placed placed) {
    return informer.lister().get(placed.placementKey()).flatMap(this::read);
  }

  /// Empty for a Placement that is of no use; see [Target].
  public Optional<Target> read(ApiObject placement) {
    Read known = read.get(placement.key());
    if (known == null || !isSameVersion(known.placement(), placement)) {
      known = new Read(placement, Target.of(placement));
      if (informer.lister().get(placement.key()).isPresent()) { // or it would stay for ever
        read.put(placement.key(), known);
      }
    }
    return known.target();
  }

  private static boolean isSameVersion(ApiObject left, ApiObject right) {
    return left.resourceVersion().equals(right.resourceVersion()) && left.uid().equals(right.uid());
  }

  /// Those that name the cluster in their decision or their status.
  public List<Target> inCluster(String cluster) {
    return informer.lister().byIndex(BY_CLUSTER, cluster).stream()
        .flatMap(placement -> read(placement).stream())
        .toList();
  }
}
