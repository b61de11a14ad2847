package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.cache.CacheFollower;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Follows the stored FlowSchemas and priority levels, and keeps those in order that the server
/// wants: made where they are missing, and set back where somebody has changed them without saying
/// so in the annotation (as Kubernetes does, once a minute). Several servers of one store may do so
/// at the same time. What is known of the store is guarded by this object's lock.
final class StoredPolicy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredPolicy.class);
  private static final GroupResource SCHEMAS =
      new GroupResource(BootstrapPolicy.GROUP, "flowschemas");
  private static final GroupResource LEVELS =
      new GroupResource(BootstrapPolicy.GROUP, "prioritylevelconfigurations");
  private static final Duration KEEP_INTERVAL = Duration.ofMinutes(1);
  private static final String KEEPER = "api-priority-and-fairness-config-producer-v1";

  private final Registry schemaRegistry;
  private final Registry levelRegistry;
  private final BootstrapPolicy wanted;
  private final BiConsumer<List<FlowSchema>, List<LevelSettings>> user;
  private final DanglingCondition condition;
  private final Map<NamespacedName, ObjectNode> schemas = new HashMap<>(); // guarded by this
  private final Map<NamespacedName, ObjectNode> levels = new HashMap<>(); // guarded by this
  private final CacheFollower schemaFollower;
  private final CacheFollower levelFollower;
  private boolean complete; // guarded by this

  StoredPolicy(
      Function<GroupResource, Registry> registries,
      BootstrapPolicy wanted,
      BiConsumer<List<FlowSchema>, List<LevelSettings>> user) {
    this.schemaRegistry = registries.apply(SCHEMAS);
    this.levelRegistry = registries.apply(LEVELS);
    this.wanted = wanted;
    this.user = user;
    this.condition = new DanglingCondition(schemaRegistry, levelRegistry);
    this.schemaFollower = new CacheFollower(schemaRegistry.cache(), new Changes(schemas));
    this.levelFollower = new CacheFollower(levelRegistry.cache(), new Changes(levels));
  }

  /// @param clock runs what is done again and again, on virtual threads
  void start(ScheduledExecutorService clock) {
    try {
      levelFollower.start();
      schemaFollower.start();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      complete = true;
      tell();
    }
    var _ =
        clock.scheduleWithFixedDelay(
            () -> Thread.ofVirtual().name("flow-control-keeper").start(this::keep),
            0,
            KEEP_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private final class Changes implements CacheFollower.Follower {
    private final Map<NamespacedName, ObjectNode> objects;

    Changes(Map<NamespacedName, ObjectNode> objects) {
      this.objects = objects;
    }

    @Override
    public void put(NamespacedName key, ObjectNode object) {
      change(() -> objects.put(key, object));
    }

    @Override
    public void remove(NamespacedName key) {
      change(() -> objects.remove(key));
    }
  }

  private synchronized void change(Runnable change) {
    change.run();
    if (complete) {
      tell();
      Thread.ofVirtual().name("flow-control-conditions").start(condition::write);
    }
  }

  /// What is wanted and not stored yet counts too.
  private void tell() {
    List<FlowSchema> allSchemas = new ArrayList<>(wanted.schemaValues());
    allSchemas.removeIf(schema -> schemas.containsKey(NamespacedName.clusterScoped(schema.name())));
    schemas.values().forEach(schema -> allSchemas.add(FlowSchema.of(schema)));
    List<LevelSettings> allLevels = new ArrayList<>(wanted.levelValues());
    allLevels.removeIf(level -> levels.containsKey(NamespacedName.clusterScoped(level.name())));
    levels.values().forEach(level -> allLevels.add(LevelSettings.of(level)));
    user.accept(allSchemas, allLevels);
  }

  private void keep() {
    try {
      wanted.levels().forEach(level -> keep(levelRegistry, level));
      wanted.schemas().forEach(schema -> keep(schemaRegistry, schema));
      condition.write();
    } catch (ApiException | StoreException notNow) {
      LOG.info("the flow control objects are looked after later: {}", notNow.getMessage());
    }
  }

  private static void keep(Registry registry, ObjectNode object) {
    NamespacedName key = NamespacedName.clusterScoped(Json.text(object, "metadata", "name"));
    var cached = registry.cache().snapshot().get(key);
    if (cached == null) {
      create(registry, object);
    } else if (differs(cached.tree(), object)) {
      Change change =
          new Change(
              registry.type().versions().getFirst(),
              Change.Part.MAIN,
              new Change.Edit.Patch(current -> corrected(current, object)));
      var _ = registry.update(key, change, options());
    }
  }

  private static void create(Registry registry, ObjectNode object) {
    try {
      var _ =
          registry.create(registry.type().versions().getFirst(), "", object.deepCopy(), options());
    } catch (ApiException refused) {
      if (refused.code() != 409) { // another server was faster
        throw refused;
      }
    }
  }

  /// Whether the server may put an object right, and it needs to be.
  private static boolean differs(ObjectNode existing, ObjectNode object) {
    String kept =
        Trees.map(existing, "metadata", "annotations")
            .getOrDefault(BootstrapPolicy.AUTO_UPDATE, "");
    return kept.equals("true") && !corrected(existing, object).equals(existing);
  }

  private static ObjectNode corrected(ObjectNode existing, ObjectNode object) {
    ObjectNode result = existing.deepCopy();
    result.set("spec", Trees.makeObject(object.deepCopy(), "spec"));
    return result;
  }

  private static WriteOptions options() {
    return WriteOptions.by("system:apiserver", KEEPER);
  }

  @Override
  public void close() {
    schemaFollower.close();
    levelFollower.close();
  }
}
