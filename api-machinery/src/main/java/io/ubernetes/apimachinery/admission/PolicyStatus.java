package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Passes;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes into the status of ValidatingAdmissionPolicies what their expressions get wrong about the
/// types of objects ([TypeChecking]); in Kubernetes a controller does it. Every server of a store
/// does it alike, and writes the same.
///
/// Level-based: each of the [Passes] looks at all policies whose spec has changed since their
/// status was written.
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
  private final Passes passes;

  /// @param types all kinds that are served now
  public PolicyStatus(Registry policies, Supplier<List<ResourceType>> types) {
    this.policies = policies;
    this.types = types;
    this.passes =
        new Passes("validating-admission-policy-status", policies.cache(), RESYNC, this::pass);
  }

  public void start() {
    passes.start();
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
    passes.close();
  }
}
