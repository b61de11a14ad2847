package io.ubernetes.controllers.quota;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.served.ServedKinds;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Counts what a quota's namespace uses. Thread-safe; started once.
///
/// The API server raises the count just before it writes an object. Who counts in between would
/// count one too few, so a quota is counted only when nobody has written to it for a moment, and
/// the result is kept only if nobody has meanwhile.
public final class QuotaController implements AutoCloseable {

  private static final int WORKERS = 2;

  /// Between the count's raise and the object's write lies one write to the store.
  private static final Duration SETTLED = Duration.ofMillis(300);

  /// How often a busy quota is put off. What is deleted must be given back at last.
  private static final int MAX_DELAYS = 10;

  /// Kubernetes' full resync.
  private static final Duration RESYNC = Duration.ofMinutes(5);

  private final ApiClient federationClient;
  private final ServedKinds kinds;
  private final InstantSource clock;
  private final Controller<NamespacedName> controller;
  private final Map<NamespacedName, Seen> seen = new ConcurrentHashMap<>();

  /// A quota's version, since when it has been that, and how often it was another since the count
  /// was asked for.
  private record Seen(String version, Instant since, int delays) {}

  public QuotaController(ApiClient federationClient, ServedKinds kinds, InstantSource clock) {
    this.federationClient = federationClient;
    this.kinds = kinds;
    this.clock = clock;
    this.controller = new Controller<>("quota", new WorkQueue<>("quota"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    kinds.addListener((resource, informer) -> {
      if (resource.isNamespaced()) {
        informer.addHandler(new Follower(resource));
      }
    });
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Wakes the quotas of a namespace when an object comes or goes in it.
  private final class Follower implements ChangeHandler {

    private final boolean quotas;
    private final boolean changing;

    Follower(ApiResource resource) {
      this.quotas = resource.equals(Resources.RESOURCE_QUOTAS);
      this.changing =
          resource.equals(Resources.SERVICES) || resource.equals(Resources.VOLUME_CLAIMS);
    }

    @Override
    public void onAdd(ApiObject object) {
      if (quotas) {
        controller.queue().add(object.key());
      }
      wake(object.namespace());
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      if (quotas) {
        controller.queue().addAfter(after.key(), SETTLED);
      } else if (changing) {
        wake(after.namespace());
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      if (quotas) {
        seen.remove(last.key());
      }
      wake(last.namespace());
    }

    private void wake(String namespace) {
      kinds
          .informer(Resources.RESOURCE_QUOTAS)
          .ifPresent(informer ->
              informer
                  .lister()
                  .list(namespace)
                  .forEach(quota -> controller.queue().addAfter(quota.key(), SETTLED)));
    }
  }

  private Result reconcile(NamespacedName key) {
    Optional<ApiObject> found = federationClient.get(Resources.RESOURCE_QUOTAS, key);
    if (found.isEmpty()) {
      seen.remove(key);
      return Result.DONE;
    }
    ApiObject quota = found.get();
    boolean fresh = Json.at(quota.json(), "status", "hard") == null;
    if (!fresh && !isSettled(quota)) {
      return Result.requeueAfter(SETTLED);
    }
    ObjectNode status = Json.object();
    JsonNode hard = quota.json().path("spec").path("hard");
    status.set("hard", hard.isMissingNode() ? Json.object() : hard);
    ObjectNode used = status.putObject("used");
    count(quota, hard).forEach((name, amount) -> used.put(name, amount.toString()));
    seen.remove(key);
    if (!status.equals(Json.at(quota.json(), "status"))) {
      quota.json().set("status", status);
      try {
        federationClient.updateStatus(Resources.RESOURCE_QUOTAS, quota);
      } catch (ApiClientException refused) {
        if (!refused.isNotFound()) {
          throw refused;
        }
      }
    }
    return Result.requeueAfter(RESYNC);
  }

  private boolean isSettled(ApiObject quota) {
    Instant now = clock.instant();
    Seen known = seen.get(quota.key());
    if (known != null && known.version().equals(quota.resourceVersion())) {
      return known.delays() >= MAX_DELAYS
          || !Duration.between(known.since(), now).minus(SETTLED).isNegative();
    }
    int delays = known == null ? 0 : known.delays() + 1;
    seen.put(quota.key(), new Seen(quota.resourceVersion(), now, delays));
    return delays >= MAX_DELAYS;
  }

  private Map<String, Quantity> count(ApiObject quota, JsonNode hard) {
    Map<String, Quantity> used = new TreeMap<>();
    for (String name : hard.propertyNames()) {
      count(quota, name).ifPresent(amount -> used.put(name, amount));
    }
    return used;
  }

  private Optional<Quantity> count(ApiObject quota, String name) {
    boolean scoped =
        !quota.json().path("spec").path("scopes").isEmpty()
            || !quota.json().path("spec").path("scopeSelector").path("matchExpressions").isEmpty();
    if (scoped || Usage.isOfPods(name)) {
      return Optional.of(Quantity.ZERO);
    }
    if (name.equals("services.loadbalancers")) {
      return Optional.of(Usage.loadBalancers(list(Resources.SERVICES, quota.namespace())));
    }
    if (name.equals("services.nodeports")) {
      return Optional.of(Usage.nodePorts(list(Resources.SERVICES, quota.namespace())));
    }
    if (name.equals("requests.storage") || name.contains(".storageclass.storage.k8s.io/")) {
      return Usage.ofClaims(name, list(Resources.VOLUME_CLAIMS, quota.namespace()));
    }
    String resource = name.startsWith("count/") ? name.substring("count/".length()) : name;
    return kinds.resources().stream()
        .filter(kind -> kind.isNamespaced() && kind.toString().equals(resource))
        .findFirst()
        .map(kind -> Quantity.of(number(kind, quota.namespace())));
  }

  /// One object and how many remain: the API server counts without reading the others.
  private long number(ApiResource resource, String namespace) {
    String version = resource.kind().groupVersion().toString();
    String path =
        (resource.kind().group().isEmpty() ? "/api/" : "/apis/")
            + version
            + "/namespaces/"
            + namespace
            + "/"
            + resource.plural()
            + "?limit=1";
    ObjectNode list = Json.parseObject(federationClient.getRaw(path));
    return list.path("items").size() + Json.number(list, 0, "metadata", "remainingItemCount");
  }

  /// The API server's own list: an informer may be behind what the count already has.
  private List<ApiObject> list(ApiResource resource, String namespace) {
    return kinds.informer(resource).isEmpty()
        ? List.of()
        : federationClient.list(resource, ListOptions.ALL.withNamespace(namespace)).items();
  }
}
