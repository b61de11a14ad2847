package io.ubernetes.controllers.account;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Reconciles one namespace at a time; see the package. It watches only objects of the names that
/// it makes. Thread-safe; started once.
public final class AccountController implements AutoCloseable {
  static final String ACCOUNT = "default";
  static final String AUTHORITY = "kube-root-ca.crt";

  /// Where the API server says which authority signs certificates, as Kubernetes' does.
  private static final NamespacedName SOURCE =
      new NamespacedName("kube-system", "extension-apiserver-authentication");

  private static final String SOURCE_KEY = "client-ca-file";
  private static final String DATA_KEY = "ca.crt";
  private static final int WORKERS = 2;

  private final ApiClient federationClient;
  private final Informer namespaces;
  private final Informer accounts;
  private final Informer authorities;
  private final Informer source;
  private final Controller<NamespacedName> controller;

  public AccountController(ApiClient federationClient, Informers federation) {
    this.federationClient = federationClient;
    this.namespaces = federation.informer(Resources.NAMESPACES);
    this.accounts =
        federation.informer("default-accounts", ApiResources.SERVICE_ACCOUNTS, named(ACCOUNT));
    this.authorities =
        federation.informer("root-authorities", Resources.CONFIG_MAPS, named(AUTHORITY));
    this.source =
        federation.informer(
            "authority-source",
            Resources.CONFIG_MAPS,
            named(SOURCE.name()).withNamespace(SOURCE.namespace()));
    this.controller =
        new Controller<>("account", new WorkQueue<>("account"), this::reconcile, WORKERS);
  }

  private static InformerOptions named(String name) {
    return InformerOptions.ALL.withFieldSelector("metadata.name=" + name);
  }

  /// What is to be read before anything is done.
  public List<Informer> informers() {
    return List.of(accounts, authorities, source);
  }

  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Informer informer : informers()) {
      if (!informer.awaitSynced(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }

  public void start() {
    controller.start();
    namespaces.addHandler(
        ChangeHandler.enqueue(
            controller.queue(), namespace -> NamespacedName.clusterScoped(namespace.name())));
    accounts.addHandler(ChangeHandler.enqueue(controller.queue(), AccountController::namespaceOf));
    authorities.addHandler(
        ChangeHandler.enqueue(controller.queue(), AccountController::namespaceOf));
    source.addHandler(ChangeHandler.calling(changed -> lookAtAll()));
  }

  private static NamespacedName namespaceOf(ApiObject object) {
    return NamespacedName.clusterScoped(object.namespace());
  }

  private void lookAtAll() {
    namespaces.lister().list().forEach(namespace -> controller.queue().add(namespace.key()));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  private Result reconcile(NamespacedName key) {
    Optional<ApiObject> namespace = namespaces.lister().get(key);
    if (namespace.isEmpty() || namespace.get().isTerminating()) {
      return Result.DONE;
    }
    if (accounts.lister().get(new NamespacedName(key.name(), ACCOUNT)).isEmpty()) {
      create(
          ApiResources.SERVICE_ACCOUNTS,
          ApiObject.of(ApiResources.SERVICE_ACCOUNTS.kind(), key.name(), ACCOUNT));
    }
    source
        .lister()
        .get(SOURCE)
        .map(object -> Json.text(object.json(), "data", SOURCE_KEY))
        .filter(pem -> !pem.isEmpty())
        .ifPresent(pem -> publish(key.name(), pem));
    return Result.DONE;
  }

  private void publish(String namespace, String pem) {
    NamespacedName key = new NamespacedName(namespace, AUTHORITY);
    Optional<ApiObject> there = authorities.lister().get(key);
    if (there.isEmpty()) {
      ApiObject made = ApiObject.of(Resources.CONFIG_MAPS.kind(), namespace, AUTHORITY);
      made.metadata()
          .putObject("annotations")
          .put(
              "kubernetes.io/description",
              "Holds the certificate of the authority by which the API server is recognized.");
      made.json().putObject("data").put(DATA_KEY, pem);
      create(Resources.CONFIG_MAPS, made);
    } else if (!Json.text(there.get().json(), "data", DATA_KEY).equals(pem)) {
      ObjectNode patch = Json.object();
      patch.putObject("data").put(DATA_KEY, pem);
      federationClient.patch(Resources.CONFIG_MAPS, key, new Patch.Merge(patch));
    }
  }

  private void create(ApiResource resource, ApiObject object) {
    try {
      federationClient.create(resource, object);
    } catch (ApiClientException refused) {
      if (!refused.isAlreadyExists() && !isEnding(refused)) {
        throw refused;
      } // somebody else was faster, or the namespace ends
    }
  }

  /// A namespace that is gone, or in which nothing new may be made.
  private static boolean isEnding(ApiClientException refused) {
    return refused.isNotFound()
        || String.valueOf(refused.getMessage()).contains("because it is being terminated");
  }
}
