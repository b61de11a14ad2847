package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Plays what happens by itself in one cluster. Level-based: it is told which objects changed,
/// looks at what they are now, and acts on the whole; so it can begin at any time, on any state.
///
/// Thread-safe. All deciding is done on one virtual thread (`Loop`), which owns the model and the
/// parts; writes run beside it.
public final class Simulation implements AutoCloseable {
  /// An object that its watch does not show after that time is gone.
  private static final Duration WATCH_LAG = Duration.ofSeconds(5);

  private final ClusterApi api;
  private final Loop loop;
  private final ClusterModel model = new ClusterModel();
  private final List<Behaviour> parts = new ArrayList<>();
  private final World world;
  private final Surroundings surroundings;
  private volatile Duration readyDelay;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<Change> changes = new LinkedHashSet<>(); // guarded by lock

  private record Change(ApiResource kind, NamespacedName key) {}

  /// Who else works in the cluster.
  public enum Surroundings {
    /// Nobody: ReplicaSets and garbage collection are played too.
    NO_CONTROLLERS,
    /// A real kube-controller-manager: only scheduler and kubelets are played.
    REAL_CONTROLLERS
  }

  /// @param readyDelay from the time a pod has a node until it is ready
  public Simulation(
      String name,
      ClusterApi api,
      Surroundings surroundings,
      Duration readyDelay,
      InstantSource clock) {
    this.api = api;
    this.surroundings = surroundings;
    this.readyDelay = readyDelay;
    this.loop = new Loop(name, () -> parts().forEach(Behaviour::settle));
    this.world = new World(api, loop, model, clock, this::written);
    parts.add(new PodScheduler(world));
    parts.add(new Kubelets(world, () -> this.readyDelay));
    switch (surroundings) {
      case NO_CONTROLLERS -> {
        parts.add(new ReplicaSetController(world));
        parts.add(new PodCollector(world));
      }
      case REAL_CONTROLLERS -> {}
    }
  }

  /// Looks at what is there, and begins to act.
  public void start() {
    api.follow(Kinds.NODES, key -> changed(Kinds.NODES, key));
    if (surroundings == Surroundings.NO_CONTROLLERS) {
      api.follow(Kinds.REPLICA_SETS, key -> changed(Kinds.REPLICA_SETS, key));
    }
    api.follow(Kinds.PODS, key -> changed(Kinds.PODS, key));
    loop.start();
  }

  /// Pods that get a node from now on become ready after that time.
  public void setReadyDelay(Duration delay) {
    readyDelay = delay;
  }

  @Override
  public void close() {
    loop.close();
  }

  private List<Behaviour> parts() {
    return parts;
  }

  /// Changes of one object that were not looked at yet are one change.
  private void changed(ApiResource kind, NamespacedName key) {
    boolean first;
    lock.lock();
    try {
      first = changes.isEmpty();
      changes.add(new Change(kind, key));
    } finally {
      lock.unlock();
    }
    if (first) {
      loop.post(this::look);
    }
  }

  private void look() {
    Set<Change> seen;
    lock.lock();
    try {
      seen = changes;
      changes = new LinkedHashSet<>();
    } finally {
      lock.unlock();
    }
    for (Change change : seen) {
      if (isKnown(change)) {
        continue;
      }
      @Nullable ApiObject now = api.get(change.kind(), change.key()).orElse(null);
      if (change.kind().equals(Kinds.NODES)) {
        node(change.key().name(), now);
      } else if (change.kind().equals(Kinds.PODS)) {
        pod(change.key(), now);
      } else {
        replicaSet(change.key(), now);
      }
    }
  }

  /// The answer to a write was faster than the watch. Versions grow, also where an object of the
  /// same name took another's place.
  private boolean isKnown(Change change) {
    long known = 0;
    if (change.kind().equals(Kinds.PODS)) {
      PodView pod = model.pod(change.key());
      known = pod == null ? 0 : pod.version();
    } else if (change.kind().equals(Kinds.REPLICA_SETS)) {
      ReplicaSetView replicaSet = model.replicaSet(change.key());
      known = replicaSet == null ? 0 : replicaSet.version();
    }
    long now = known == 0 ? 0 : api.version(change.kind(), change.key());
    return now > 0 && now <= known;
  }

  private void node(String name, @Nullable ApiObject now) {
    NodeView before = model.node(name);
    NodeView after = now == null ? null : NodeView.of(now);
    if (after == null) {
      model.removeNode(name);
    } else {
      model.putNode(after);
    }
    parts.forEach(part -> part.nodeChanged(before, after));
  }

  private void pod(NamespacedName key, @Nullable ApiObject now) {
    PodView before = model.pod(key);
    if (now == null) {
      model.removePod(key);
    } else {
      PodView after = PodView.of(now);
      if (before != null
          && before.uid().equals(after.uid())
          && after.version() < before.version()) {
        return; // the answer to a write was faster than the watch
      }
      model.putPod(after);
    }
    PodView after = model.pod(key);
    if (before != null
        && (after == null || after.terminating() || !after.uid().equals(before.uid()))) {
      world.forget(before);
    }
    parts.forEach(part -> part.podChanged(before, after));
  }

  private void replicaSet(NamespacedName key, @Nullable ApiObject now) {
    ReplicaSetView before = model.replicaSet(key);
    ReplicaSetView after = now == null ? null : ReplicaSetView.of(now);
    if (after == null) {
      model.removeReplicaSet(key);
    } else {
      if (before != null
          && before.uid().equals(after.uid())
          && after.version() < before.version()) {
        return;
      }
      model.putReplicaSet(after);
    }
    parts.forEach(part -> part.replicaSetChanged(before, after));
  }

  /// An object as a write has left it. Its watch may have shown already that it is gone again.
  private void written(ApiObject object) {
    boolean isPod = object.kind().equals("Pod");
    ApiResource kind = isPod ? Kinds.PODS : Kinds.REPLICA_SETS;
    boolean known =
        isPod ? model.pod(object.key()) != null : model.replicaSet(object.key()) != null;
    if (!known) {
      loop.after(WATCH_LAG, () -> changed(kind, object.key()));
    }
    if (isPod) {
      pod(object.key(), object);
    } else if (known) {
      replicaSet(object.key(), object);
    }
  }
}
