package io.ubernetes.controllers.namespace;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Empties a namespace of the federation that is being deleted, removes it from the members that
/// can be reached, and lets it go. Thread-safe; started once.
public final class NamespaceDeletion implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NamespaceDeletion.class);

  private static final String FINALIZER = "kubernetes";
  private static final int WORKERS = 2;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ApiClient federationClient;
  private final Informer namespaces;
  private final MemberRegistry members;
  private final MemberNamespaces memberNamespaces;
  private final Controller<String> controller;

  public NamespaceDeletion(
      ApiClient federationClient,
      Informers federation,
      MemberRegistry members,
      MemberNamespaces memberNamespaces) {
    this.federationClient = federationClient;
    this.namespaces = federation.informer(Resources.NAMESPACES);
    this.members = members;
    this.memberNamespaces = memberNamespaces;
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

  @Override
  public void close() {
    controller.close();
  }

  private Result reconcile(String name) {
    Optional<ApiObject> namespace = namespaces.lister().get(NamespacedName.clusterScoped(name));
    if (namespace.isEmpty() || !namespace.get().isTerminating() || !isHeld(namespace.get())) {
      return Result.DONE;
    }
    int left = 0;
    for (ApiResource resource : contents()) {
      left += deleteAll(resource, name);
    }
    if (left > 0) {
      return Result.requeueAfter(RETRY);
    }
    for (Member member : members.members()) {
      removeFrom(member, namespace.get());
    }
    finish(namespace.get());
    return Result.DONE;
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

  /// A dead member must not hold a deletion up: it keeps an empty namespace until it is cleaned up.
  private void removeFrom(Member member, ApiObject namespace) {
    try {
      memberNamespaces.remove(member, namespace);
    } catch (ApiClientException failure) {
      log.warn(
          "{}: namespace {} could not be removed: {}",
          member.cluster(),
          namespace.name(),
          failure.getMessage());
    }
  }

  /// @return how many objects there still are, or were until now
  private int deleteAll(ApiResource resource, String namespace) {
    List<ApiObject> objects =
        federationClient.list(resource, ListOptions.ALL.withNamespace(namespace)).items();
    for (ApiObject object : objects) {
      if (!object.isTerminating()) {
        federationClient.delete(resource, object.key());
      }
    }
    return objects.size();
  }

  /// Every namespaced kind that the federation serves and that can be listed and deleted.
  /// Placements go with their objects.
  private List<ApiResource> contents() {
    List<ApiResource> all = new ArrayList<>(resourcesOf("/api/v1", new GroupVersion("", "v1")));
    JsonNode groups = Json.at(Json.parseObject(federationClient.getRaw("/apis")), "groups");
    if (groups != null) {
      for (JsonNode group : groups) {
        String preferred = Json.text(group, "preferredVersion", "groupVersion");
        all.addAll(resourcesOf("/apis/" + preferred, GroupVersion.parse(preferred)));
      }
    }
    return all;
  }

  private List<ApiResource> resourcesOf(String path, GroupVersion groupVersion) {
    List<ApiResource> found = new ArrayList<>();
    JsonNode resources = Json.at(Json.parseObject(federationClient.getRaw(path)), "resources");
    if (resources != null) {
      for (JsonNode resource : resources) {
        List<String> verbs = new ArrayList<>();
        resource.path("verbs").forEach(verb -> verbs.add(verb.asString()));
        boolean whole = !Json.text(resource, "name").contains("/");
        boolean namespaced = resource.path("namespaced").asBoolean(false);
        if (whole && namespaced && verbs.containsAll(List.of("list", "delete"))) {
          found.add(
              ApiResource.namespaced(
                  groupVersion.kind(Json.text(resource, "kind")), Json.text(resource, "name")));
        }
      }
    }
    return found;
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
