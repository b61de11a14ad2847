package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Passes;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Makes what definitions say come true: gives them their names, has their resources served, and
/// ends them when they are deleted. Every server of a store runs one; they do the same, and their
/// writes are conditional, so they do not disturb each other.
///
/// Level-based: each pass looks at all definitions. The starter makes the first one, the thread of
/// [Passes] all others; who makes a pass owns all fields.
public final class DefinitionController implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionController.class);

  /// Without any change a pass is made all the same: what failed is tried again.
  private static final Duration RESYNC = Duration.ofSeconds(5);

  /// Serves resources that come and go.
  public interface Host {

    /// Serves the resources of a definition, in place of those that it had before.
    void serve(String definition, CustomResources resources);

    /// Serves them no longer.
    void withdraw(String definition);

    /// Calls webhooks, those of conversions among them.
    WebhookCaller webhooks();

    /// The objects of a definition; null when it is not served.
    @Nullable Registry objects(String definition);
  }

  private final Registry definitions;
  private final Host host;
  private final InstantSource clock;
  private final Passes passes;
  private final Map<String, List<JsonNode>> served = new HashMap<>();
  private final Ending ending;

  public DefinitionController(Registry definitions, Host host, InstantSource clock) {
    this.definitions = definitions;
    this.host = host;
    this.clock = clock;
    this.passes =
        new Passes("custom-resource-definitions", definitions.cache(), RESYNC, this::pass);
    this.ending = new Ending(definitions, host, clock, passes::ring);
  }

  /// Returns when everything that was established before is served.
  public void start() {
    pass();
    passes.start();
  }

  private void pass() {
    List<Definition> all = new ArrayList<>();
    for (CachedObject object : definitions.cache().snapshot().objects()) {
      all.add(new Definition(object.tree()));
    }
    Set<String> present = new HashSet<>();
    for (Definition definition : all) {
      present.add(definition.name());
      try {
        step(definition, all);
      } catch (ApiException refused) {
        // Somebody else was faster, or it is gone: the change is on its way here.
        LOG.debug("{} waits: {}", definition.name(), refused.getMessage());
      } catch (IllegalArgumentException broken) {
        LOG.error("{} cannot be served: {}", definition.name(), broken.getMessage());
      }
    }
    for (String gone : Set.copyOf(served.keySet())) {
      if (!present.contains(gone)) {
        served.remove(gone);
        host.withdraw(gone);
      }
    }
  }

  private void step(Definition definition, List<Definition> all) {
    Naming naming = new Naming(definition, all);
    if (!definition.isTerminating() && naming.hasNews()) {
      String now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
      update(
          definition.name(),
          object -> {
            naming.apply(object, now);
            return object;
          });
      return;
    }
    if (definition.isEstablished()) {
      List<JsonNode> what =
          List.of(
              definition.object().path("spec"),
              definition.acceptedNames(),
              definition.object().path("status").path("storedVersions"),
              definition.object().objectNode().booleanNode(definition.isTerminating()));
      if (!what.equals(served.get(definition.name()))) {
        host.serve(definition.name(), CustomResources.of(definition, host.webhooks()));
        served.put(definition.name(), what);
      }
    }
    if (definition.isTerminating()) {
      ending.begin(definition);
    }
  }

  private void update(String name, Change.Function change) {
    DefinitionWrites.update(definitions, name, change);
  }

  @Override
  public void close() {
    passes.close();
    ending.close();
  }

  /// How definitions are written by the server itself.
  static final class DefinitionWrites {
    private DefinitionWrites() {}

    static void update(Registry definitions, String name, Change.Function change) {
      Change edit =
          new Change(
              definitions.type().versions().getFirst(),
              Change.Part.STATUS,
              new Change.Edit.Patch(change));
      definitions.update(
          NamespacedName.clusterScoped(name),
          edit,
          WriteOptions.by("system:apiserver", "kube-apiserver"));
    }
  }
}
