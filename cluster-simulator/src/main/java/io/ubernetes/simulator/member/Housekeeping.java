package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.queue.WorkQueue;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What kube-controller-manager does for namespaces and service accounts: a `default` account in
/// each namespace, the token in a Secret that asks for one, and the end of a namespace with all
/// that is in it. Thread-safe.
public final class Housekeeping implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final String DEFAULT_ACCOUNT = "default";
  private static final String TOKEN_TYPE = "kubernetes.io/service-account-token";
  private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

  private final InProcessApi api;
  private final ServiceAccountTokens tokens;
  private final String authorityPem;
  private final List<ResourceType> types;
  private final Controller<NamespacedName> namespaces;
  private final Controller<NamespacedName> secrets;

  /// @param types all kinds of the cluster
  public Housekeeping(
      InProcessApi api,
      ServiceAccountTokens tokens,
      String authorityPem,
      List<ResourceType> types) {
    this.api = api;
    this.tokens = tokens;
    this.authorityPem = authorityPem;
    this.types = types.stream().filter(ResourceType::namespaced).toList();
    this.namespaces = controller("namespaces", this::namespace);
    this.secrets = controller("token-secrets", this::secret);
  }

  private static Controller<NamespacedName> controller(
      String name, io.ubernetes.runtime.Reconciler<NamespacedName> reconciler) {
    return new Controller<>(name, new WorkQueue<>(name), reconciler, 1);
  }

  public void start() {
    api.follow(ApiResources.NAMESPACES, namespaces.queue()::add);
    api.follow(
        ApiResources.SERVICE_ACCOUNTS,
        account -> {
          namespaces.queue().add(NamespacedName.clusterScoped(account.namespace()));
          api.keys(ServiceAccountTokens.SECRETS, account.namespace()).forEach(secrets.queue()::add);
        });
    api.follow(ApiResources.SECRETS, secrets.queue()::add);
    namespaces.start();
    secrets.start();
  }

  @Override
  public void close() {
    namespaces.close();
    secrets.close();
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

  private Result secret(NamespacedName key) {
    Optional<ApiObject> found = api.get(ApiResources.SECRETS, key);
    if (found.isEmpty() || !Json.text(found.get().json(), "type").equals(TOKEN_TYPE)) {
      return new Result.Done();
    }
    ApiObject secret = found.get();
    String name = secret.annotations().getOrDefault(ACCOUNT_NAME, "");
    Optional<ApiObject> account =
        name.isEmpty()
            ? Optional.empty()
            : api.get(ApiResources.SERVICE_ACCOUNTS, new NamespacedName(key.namespace(), name));
    String uid = secret.annotations().getOrDefault(ACCOUNT_UID, "");
    if (account.isEmpty() || (!uid.isEmpty() && !uid.equals(account.get().uid()))) {
      if (!uid.isEmpty()) {
        api.delete(ApiResources.SECRETS, key, secret.uid(), null); // its account is gone
      }
      return new Result.Done();
    }
    if (Json.text(secret.json(), "data", "token").isEmpty()) {
      fill(secret, account.get());
    }
    return new Result.Done();
  }

  private void fill(ApiObject secret, ApiObject account) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", secret.uid());
    metadata.putObject("annotations").put(ACCOUNT_UID, account.uid());
    ObjectNode data = patch.putObject("data");
    data.put("ca.crt", base64(authorityPem));
    data.put("namespace", base64(secret.namespace()));
    data.put("token", base64(tokens.issueFor(account, secret.name())));
    var _ = api.patch(ApiResources.SECRETS, secret.key(), "", patch);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
