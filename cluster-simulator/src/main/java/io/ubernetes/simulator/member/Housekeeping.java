package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.queue.WorkQueue;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What kube-controller-manager does for namespaces: a `default` account in each, and the end of a
/// namespace with all that is in it. Thread-safe.
public final class Housekeeping implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final String DEFAULT_ACCOUNT = "default";

  private final InProcessApi api;
  private final List<ResourceType> types;
  private final Controller<NamespacedName> namespaces;

  /// @param types all kinds of the cluster
  public Housekeeping(InProcessApi api, List<ResourceType> types) {
    this.api = api;
    this.types = types.stream().filter(ResourceType::namespaced).toList();
    this.namespaces =
        new Controller<>("namespaces", new WorkQueue<>("namespaces"), this::namespace, 1);
  }

  public void start() {
    api.follow(ApiResources.NAMESPACES, namespaces.queue()::add);
    api.follow(
        ApiResources.SERVICE_ACCOUNTS,
        account -> namespaces.queue().add(NamespacedName.clusterScoped(account.namespace())));
    namespaces.start();
  }

  @Override
  public void close() {
    namespaces.close();
  }

  private Result namespace(NamespacedName key) {
    Optional<ApiObject> namespace = api.get(ApiResources.NAMESPACES, key);
    if (namespace.isEmpty()) {
      return new Result.Done();
    }
    if (namespace.get().isTerminating()) {
      return end(key);
    }
    NamespacedName account = new NamespacedName(key.name(), DEFAULT_ACCOUNT);
    if (api.get(ApiResources.SERVICE_ACCOUNTS, account).isEmpty()) {
      create(account);
    }
    return new Result.Done();
  }

  private void create(NamespacedName account) {
    ApiResource kind = ApiResources.SERVICE_ACCOUNTS;
    try {
      var _ = api.create(kind, ApiObject.of(kind.kind(), account.namespace(), account.name()));
    } catch (ClusterApi.Refused refused) {
      if (!refused.isOutdated()) {
        throw refused;
      } // somebody else has made it
    }
  }

  private Result end(NamespacedName namespace) {
    boolean empty = true;
    for (ResourceType type : types) {
      GroupResource kind = type.groupResource();
      for (NamespacedName key : api.keys(kind, namespace.name())) {
        api.delete(kind, key, "", null);
        empty = false;
      }
    }
    if (!empty) {
      return Result.requeueAfter(LOOK_AGAIN);
    }
    try {
      api.finalizeNamespace(namespace);
    } catch (ClusterApi.Refused refused) {
      if (!refused.isOutdated()) {
        throw refused;
      } // it is gone
    }
    return new Result.Done();
  }
}
