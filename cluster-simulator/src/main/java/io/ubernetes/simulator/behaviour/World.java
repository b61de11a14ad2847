package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the parts of one cluster share. Owned by the loop.
final class World {
  /// A server that refuses a write is asked again no sooner.
  static final Duration RETRY = Duration.ofSeconds(1);

  private final ClusterApi api;
  private final Loop loop;
  private final ClusterModel model;
  private final InstantSource clock;
  private final Consumer<ApiObject> seen;

  /// Uids of pods whose deletion is under way; they count as gone.
  private final Set<String> doomed = new HashSet<>();

  /// @param seen takes a pod or ReplicaSet as a write has left it
  World(
      ClusterApi api,
      Loop loop,
      ClusterModel model,
      InstantSource clock,
      Consumer<ApiObject> seen) {
    this.api = api;
    this.loop = loop;
    this.model = model;
    this.clock = clock;
    this.seen = seen;
  }

  ClusterApi api() {
    return api;
  }

  Loop loop() {
    return loop;
  }

  ClusterModel model() {
    return model;
  }

  InstantSource clock() {
    return clock;
  }

  /// Brings the answer to a write into the model, without waiting for the watch.
  void seen(ApiObject object) {
    seen.accept(object);
  }

  boolean isDoomed(PodView pod) {
    return doomed.contains(pod.uid());
  }

  /// Deletes a pod, once.
  ///
  /// @param graceSeconds null for the pod's own
  /// @param failed what to do when it could not be deleted, after a while
  void delete(PodView pod, @Nullable Long graceSeconds, Runnable failed) {
    if (!doomed.add(pod.uid())) {
      return;
    }
    loop.async(
        () -> {
          api.delete(Kinds.PODS, pod.key(), pod.uid(), graceSeconds);
          return pod;
        },
        done -> {},
        refused ->
            loop.after(
                RETRY,
                () -> {
                  doomed.remove(pod.uid());
                  failed.run();
                }));
  }

  /// The pod is gone, or is seen to be on its way.
  void forget(PodView pod) {
    doomed.remove(pod.uid());
  }

  /// A patch that is good for the object with this uid only.
  static ObjectNode patchOf(String uid) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", uid);
    return patch;
  }
}
