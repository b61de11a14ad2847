package io.ubernetes.controllers.namespace;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.served.Discovery;
import io.ubernetes.controllers.served.ServedKind;
import io.ubernetes.controllers.tombstone.Tombstone;
import io.ubernetes.controllers.tombstone.Tombstones;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Deletion;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Empties a namespace of the federation that is being deleted, has it removed from the members,
/// and lets it go. Thread-safe; started once.
public final class NamespaceDeletion implements AutoCloseable {

  private static final String FINALIZER = "kubernetes";
  private static final int WORKERS = 2;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ApiClient federationClient;
  private final Informer namespaces;
  private final MemberRegistry members;
  private final MemberNamespaces memberNamespaces;
  private final Tombstones tombstones;
  private final InstantSource clock;
  private final Controller<String> controller;

  public NamespaceDeletion(
      ApiClient federationClient,
      Informers federation,
      MemberRegistry members,
      MemberNamespaces memberNamespaces,
      Tombstones tombstones,
      InstantSource clock) {
    this.federationClient = federationClient;
    this.namespaces = federation.informer(Resources.NAMESPACES);
    this.members = members;
    this.memberNamespaces = memberNamespaces;
    this.tombstones = tombstones;
    this.clock = clock;
    this.controller =
        new Controller<>("namespace", new WorkQueue<>("namespace"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    namespaces.addHandler(
        ChangeHandler.calling(namespace -> {
          if (namespace.isTerminating()) {
            controller.queue().add(namespace.name());
          }
        }));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  private Result reconcile(String name) {
    Optional<ApiObject> namespace = namespaces.lister().get(NamespacedName.clusterScoped(name));
    if (namespace.isEmpty() || !namespace.get().isTerminating() || !isHeld(namespace.get())) {
      return Result.DONE;
    }
    Discovery discovery = Discovery.read(federationClient);
    Remaining left = new Remaining(discovery.failures());
    for (ServedKind kind : discovery.kinds()) {
      if (kind.canBeCleared() && kind.resource().isNamespaced()) {
        tryDeleteAll(kind.resource(), name, left);
      }
    }
    if (!left.isEmpty()) {
      tell(namespace.get(), left);
      return Result.requeueAfter(RETRY);
    }
    buryInMembers(namespace.get());
    finish(namespace.get());
    return Result.DONE;
  }

  /// No member is waited for: each gets a tombstone, which one that answers carries out at once.
  private void buryInMembers(ApiObject namespace) {
    for (ApiObject cluster : members.clusters().lister().list()) {
      if (memberNamespaces.mayHold(cluster.name(), namespace)) {
        tombstones.put(
            new Tombstone(
                cluster.name(),
                Tombstone.Action.DELETE,
                Resources.NAMESPACES,
                namespace.key(),
                namespace.uid()));
      }
    }
  }

  private void tell(ApiObject namespace, Remaining left) {
    Optional<ApiObject> told = DeletionConditions.told(namespace, left, clock.instant());
    if (told.isPresent()) {
      try {
        federationClient.updateStatus(Resources.NAMESPACES, told.get());
      } catch (ApiClientException refused) {
        if (!refused.isConflict() && !refused.isNotFound()) { // told at the next look
          throw refused;
        }
      }
    }
  }

  private static boolean isHeld(ApiObject namespace) {
    JsonNode finalizers = Json.at(namespace.json(), "spec", "finalizers");
    if (finalizers != null) {
      for (JsonNode finalizer : finalizers) {
        if (finalizer.asString().equals(FINALIZER)) {
          return true;
        }
      }
    }
    return false;
  }

  /// What one kind refuses does not keep the others.
  private void tryDeleteAll(ApiResource resource, String namespace, Remaining left) {
    try {
      deleteAll(resource, namespace, left);
    } catch (ApiClientException refused) {
      if (refused.isUnreachable()) {
        throw refused;
      }
      left.failed(String.valueOf(refused.getMessage()));
    }
  }

  /// What is deleted here is still counted: it may wait for finalizers.
  private void deleteAll(ApiResource resource, String namespace, Remaining left) {
    List<ApiObject> objects =
        federationClient.list(resource, ListOptions.ALL.withNamespace(namespace)).items();
    for (ApiObject object : objects) {
      Deletion deletion =
          object.isTerminating()
              ? new Deletion.Terminating(object)
              : federationClient.delete(
                  resource, object.key(), DeleteOptions.BACKGROUND.withUid(object.uid()));
      switch (deletion) {
        case Deletion.Terminating(ApiObject waiting) -> left.add(resource, waiting.finalizers());
        case Deletion.Deleted deleted -> {}
        case Deletion.NotFound gone -> {}
      }
    }
  }

  private void finish(ApiObject namespace) {
    ApiObject done = namespace.copy();
    ArrayNode left = Json.object().arrayNode();
    for (JsonNode finalizer : done.json().at("/spec/finalizers")) {
      if (!finalizer.asString().equals(FINALIZER)) {
        left.add(finalizer);
      }
    }
    ((ObjectNode) done.json().get("spec")).set("finalizers", left);
    try {
      federationClient.update(
          Resources.NAMESPACES, done, WriteOptions.NONE.withSubresource("finalize"));
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
    }
  }
}
