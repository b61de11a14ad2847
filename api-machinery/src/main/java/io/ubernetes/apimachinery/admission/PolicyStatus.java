package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Subscription;
import io.ubernetes.apimachinery.cache.WatchEvent;
import io.ubernetes.apimachinery.cache.WatchRequest;
import io.ubernetes.apimachinery.cache.WatchSink;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes into the status of ValidatingAdmissionPolicies what their expressions get wrong about the
/// types of objects ([TypeChecking]); in Kubernetes a controller does it. Every server of a store
/// does it alike, and writes the same.
///
/// Level-based: each pass looks at all policies whose spec has changed since their status was
/// written. Passes are made by one virtual thread, which owns all fields but [#wake].
public final class PolicyStatus implements AutoCloseable {

  /// The policies.
  public static final GroupResource POLICIES =
      new GroupResource(AdmissionPlugins.GROUP, "validatingadmissionpolicies");

  private static final Logger LOG = LoggerFactory.getLogger(PolicyStatus.class);

  /// Without any change a pass is made all the same: what failed is tried again.
  private static final Duration RESYNC = Duration.ofSeconds(30);

  private static final String MANAGER = "validatingadmissionpolicy-status";

  private final Registry policies;
  private final Supplier<List<ResourceType>> types;
  private final Semaphore wake = new Semaphore(1);
  private @Nullable Subscription subscription;
  private volatile boolean closed;
  private volatile boolean lost = true;

  /// @param types all kinds that are served now
  public PolicyStatus(Registry policies, Supplier<List<ResourceType>> types) {
    this.policies = policies;
    this.types = types;
  }

  public void start() {
    Thread.ofVirtual().name("validating-admission-policy-status").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        boolean _ = wake.tryAcquire(RESYNC.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
        if (closed) {
          break;
        }
        if (lost) {
          follow();
        }
        pass();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        break;
      } catch (ApiException | StoreException unavailable) {
        LOG.warn("The status of admission policies waits: {}", unavailable.getMessage());
      } catch (RuntimeException fault) {
        LOG.error("The status of admission policies cannot be written", fault);
      }
    }
    Subscription running = subscription;
    if (running != null) {
      running.close();
    }
  }

  private void follow() {
    lost = false;
    WatchRequest now = WatchRequest.from(new WatchRequest.Start.Now());
    subscription = policies.cache().watch(now, new Bell());
  }

  private void pass() {
    for (CachedObject object : policies.cache().snapshot().objects()) {
      ObjectNode policy = object.tree();
      long generation = Json.number(policy, 0, "metadata", "generation");
      if (generation > Json.number(policy, 0, "status", "observedGeneration")) {
        try {
          write(object, generation, TypeChecking.warnings(policy, types.get()));
        } catch (ApiException refused) {
          // It is gone, or is changed just now: then the change is on its way here.
          LOG.debug("{} waits: {}", object.key(), refused.getMessage());
        }
      }
    }
  }

  private void write(CachedObject object, long generation, ArrayNode warnings) {
    ResourceType type = policies.type();
    ResourceType.Version version = type.versions().getFirst();
    ObjectNode wanted = ApiObject.of(type.kind(version), "", object.key().name()).json();
    ObjectNode status = wanted.putObject("status").put("observedGeneration", generation);
    ObjectNode checked = status.putObject("typeChecking");
    if (!warnings.isEmpty()) {
      checked.set("expressionWarnings", warnings);
    }
    policies.apply(
        object.key(),
        version,
        Change.Part.STATUS,
        new Change.Edit.Apply(wanted, ConflictPolicy.FORCE),
        WriteOptions.by(AdmissionPlugins.SERVER, MANAGER));
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
  }

  /// Rings when a policy changes.
  private final class Bell implements WatchSink {
    @Override
    public boolean offer(List<WatchEvent> events) {
      wake.release();
      return true;
    }

    @Override
    public void expired(ApiException error) {
      end();
    }

    @Override
    public void end() {
      lost = true;
      wake.release();
    }
  }
}
