package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.cache.CacheFollower;
import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the rules of aggregated ClusterRoles, such as `admin`, `edit` and `view`, equal to the sum
/// of the roles that they select, as Kubernetes' controller of that name does. Level-triggered: any
/// change of a ClusterRole makes it look at all of them, which are few. Several servers of one
/// store may do it at the same time, because they come to the same result.
///
/// The work is done by one virtual thread, which this object owns.
public final class RoleAggregation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleAggregation.class);
  private static final String WRITER = "clusterrole-aggregation-controller";

  /// After a failure, and to catch what was never told.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private final Registry roles;
  private final Semaphore changes = new Semaphore(0);
  private final CacheFollower view;
  private @Nullable Thread worker; // written by start and close, which one thread calls

  /// @param roles the registry of ClusterRoles
  public RoleAggregation(Registry roles) {
    this.roles = roles;
    this.view = new CacheFollower(roles.cache(), new Trigger());
  }

  /// Sums up once, and goes on doing so in the background.
  public void start() throws InterruptedException {
    view.start();
    changes.drainPermits();
    sumUp();
    worker = Thread.ofVirtual().name("role-aggregation").start(this::run);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var _ = changes.tryAcquire(LOOK_AGAIN.toSeconds(), TimeUnit.SECONDS);
        changes.drainPermits();
        sumUp();
      } catch (InterruptedException closed) {
        return;
      } catch (StoreException | ApiException failure) {
        LOG.warn("roles could not be aggregated now: {}", failure.getMessage());
      }
    }
  }

  /// Writes the roles whose sums differ from what is stored. A sum may contain sums, so they are
  /// computed until none changes.
  private void sumUp() {
    List<ObjectNode> all = new ArrayList<>();
    for (CachedObject role : roles.cache().snapshot().objects()) {
      all.add(role.tree());
    }
    Map<String, ArrayNode> changed = new LinkedHashMap<>();
    for (int round = 0; round < all.size() && sumUp(all, changed); round++) {
      LOG.debug("round {} of sums", round);
    }
    changed.forEach(this::write);
  }

  private static boolean sumUp(List<ObjectNode> all, Map<String, ArrayNode> changed) {
    boolean any = false;
    for (ObjectNode role : all) {
      if (AggregatedRules.isAggregated(role)) {
        ArrayNode rules = AggregatedRules.of(role, all);
        boolean none = rules.isEmpty() && Json.at(role, "rules") == null;
        if (!none && !rules.equals(role.get("rules"))) {
          changed.put(AggregatedRules.name(role), rules);
          role.set("rules", rules);
          any = true;
        }
      }
    }
    return any;
  }

  private void write(String name, ArrayNode rules) {
    ObjectNode wanted = Json.object();
    wanted.put("apiVersion", RoleRef.GROUP + "/v1").put("kind", "ClusterRole");
    wanted.putObject("metadata").put("name", name);
    wanted.set("rules", rules);
    var version = roles.type().versions().getFirst();
    Edit.Apply apply = new Edit.Apply(wanted, ConflictPolicy.FORCE);
    WriteOptions options = WriteOptions.by("system:" + WRITER, WRITER);
    roles.apply(NamespacedName.clusterScoped(name), version, Part.MAIN, apply, options);
  }

  @Override
  public void close() {
    view.close();
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }

  /// Any change of a role may change sums.
  private final class Trigger implements CacheFollower.Follower {
    @Override
    public void put(NamespacedName key, ObjectNode object) {
      changes.release();
    }

    @Override
    public void remove(NamespacedName key) {
      changes.release();
    }
  }
}
