package io.ubernetes.controllers;

import io.ubernetes.controllers.sync.Leftovers;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.runtime.informer.Informer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What administrators say, and are told, about mass deletions in a member: by annotation, and by
/// Event and log. Thread-safe.
final class HeldClusters implements Leftovers.Clusters {

  private static final Logger log = LoggerFactory.getLogger(HeldClusters.class);

  private final Informer clusters;
  private final EventRecorder events;
  private final Map<String, String> told = new ConcurrentHashMap<>();

  HeldClusters(Informer clusters, EventRecorder events) {
    this.clusters = clusters;
    this.events = events;
  }

  @Override
  public boolean allowsMassDeletion(String cluster) {
    return cluster(cluster)
        .filter(object -> "true".equals(object.annotations().get(Leftovers.ALLOW)))
        .isPresent();
  }

  @Override
  public void massDeletionHeld(String cluster, String message) {
    if (!message.equals(told.put(cluster, message))) { // it is found again for each part
      log.warn("{}: {}", cluster, message);
    }
    cluster(cluster)
        .ifPresent(object ->
            events.record(object, EventType.WARNING, "MassDeletionHeld", "Propagating", message));
  }

  private Optional<ApiObject> cluster(String name) {
    return clusters.lister().get(NamespacedName.clusterScoped(name));
  }
}
