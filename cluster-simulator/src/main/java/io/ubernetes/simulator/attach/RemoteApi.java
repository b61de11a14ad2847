package io.ubernetes.simulator.attach;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The API of a real cluster, over HTTPS. Thread-safe. Does not own the client.
final class RemoteApi implements ClusterApi, AutoCloseable {
  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(1);

  private static final GroupVersionKind BINDING = new GroupVersion("", "v1").kind("Binding");
  private static final WriteOptions AS_BINDING = WriteOptions.NONE.withSubresource("binding");

  private final ApiClient client;
  private final Informers informers;

  RemoteApi(ApiClient client) {
    this.client = client;
    this.informers = new Informers(client);
  }

  @Override
  public void follow(ApiResource kind, Consumer<NamespacedName> changed) {
    Informer informer = informers.informer(kind);
    try {
      if (!informer.awaitSynced(SYNC_TIMEOUT)) {
        throw new Refused(0, kind + " could not be listed: " + informer.health().lastError(), null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused(0, "interrupted", interrupted);
    }
    var _ = informer.addHandler(ChangeHandler.calling(object -> changed.accept(object.key())));
  }

  @Override
  public Optional<ApiObject> get(ApiResource kind, NamespacedName key) {
    return informers.informer(kind).lister().get(key);
  }

  @Override
  public long version(ApiResource kind, NamespacedName key) {
    return get(kind, key).map(object -> Long.parseLong(object.resourceVersion())).orElse(0L);
  }

  @Override
  public ApiObject create(ApiResource kind, ApiObject object) {
    return explained(() -> client.create(kind, object));
  }

  @Override
  public ApiObject patch(
      ApiResource kind, NamespacedName key, String subresource, ObjectNode patch) {
    WriteOptions options = WriteOptions.NONE.withSubresource(subresource);
    return explained(() -> client.patch(kind, key, new Patch.Merge(patch), options));
  }

  @Override
  public void bind(NamespacedName pod, String uid, String node) {
    ApiObject binding = ApiObject.of(BINDING, pod.namespace(), pod.name());
    binding.metadata().put("uid", uid);
    binding
        .json()
        .putObject("target")
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("name", node);
    var _ = explained(() -> client.create(ApiResources.PODS, binding, AS_BINDING));
  }

  @Override
  public void delete(
      ApiResource kind, NamespacedName key, String uid, @Nullable Long graceSeconds) {
    DeleteOptions plain = DeleteOptions.BACKGROUND;
    DeleteOptions exact = uid.isEmpty() ? plain : plain.withUid(uid);
    DeleteOptions options =
        graceSeconds == null ? exact : exact.withGracePeriodSeconds(graceSeconds);
    try {
      var _ = explained(() -> client.delete(kind, key, options));
    } catch (Refused refused) {
      if (!refused.isOutdated()) {
        throw refused;
      } // another stands in its place
    }
  }

  @Override
  public void close() {
    informers.close();
  }

  private static <T> T explained(Supplier<T> call) {
    try {
      return call.get();
    } catch (ApiClientException refused) {
      throw new Refused(refused.code(), String.valueOf(refused.getMessage()), refused);
    }
  }
}
