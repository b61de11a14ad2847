package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.ObjectCodec;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Admission.Attributes;
import io.ubernetes.apimachinery.registry.Admission.Operation;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Preparation.Owner;
import io.ubernetes.apimachinery.registry.Stored.Outcome;
import io.ubernetes.apimachinery.registry.WriteOptions.DryRun;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The objects of one kind: every write goes through here.
///
/// A write is prepared from what the cache, or the last write here, holds and carried out with one
/// conditional write to the store. When the cache was behind, the store's answer shows it and the
/// write is prepared again on what the store holds, so that nothing is ever decided on an old
/// object. Thread-safe; blocks.
public final class Registry {

  /// A conflicting write lost against another each time; more rounds than that mean a storm.
  private static final int MAX_ROUNDS = 64;

  /// Random suffixes collide so rarely that a few more tries are enough (Kubernetes' number).
  private static final int MAX_NAME_TRIES = 8;

  private final ResourceType type;
  private final Store store;
  private final WatchCache cache;
  private final Environment environment;
  private final Preparation preparation;
  private final RecentWrites recent = new RecentWrites();

  public Registry(ResourceType type, Store store, WatchCache cache, Environment environment) {
    this.type = type;
    this.store = store;
    this.cache = cache;
    this.environment = environment;
    this.preparation = new Preparation(type, environment);
  }

  public ResourceType type() {
    return type;
  }

  public WatchCache cache() {
    return cache;
  }

  /// Creates an object.
  ///
  /// @param requested in `version`, its fields known to be of the right types; taken over
  public Stored create(
      Version version, String namespace, ObjectNode requested, WriteOptions options) {
    return create(version, namespace, requested, Owner.WRITER, options);
  }

  /// Answers an object of a kind that is never stored.
  ///
  /// @param about the object that the path names; without a name for a kind that stands alone
  /// @param requested in `version`, its fields known to be of the right types; taken over
  /// @throws IllegalStateException when objects of this kind are stored
  public ObjectNode answer(
      Version version, NamespacedName about, ObjectNode requested, WriteOptions options) {
    if (!(type.strategy() instanceof Answering answering)) {
      throw new IllegalStateException(type.groupResource() + " is stored");
    }
    return answering.answer(preparation.question(answering, version, about, requested, options));
  }

  private Stored create(
      Version version, String namespace, ObjectNode requested, Owner owner, WriteOptions options) {
    boolean generated =
        Json.text(requested, "metadata", "name").isEmpty()
            && !Json.text(requested, "metadata", "generateName").isEmpty();
    int tries = generated ? MAX_NAME_TRIES : 1;
    for (int left = tries - 1; ; left--) {
      ObjectNode attempt = left > 0 ? requested.deepCopy() : requested;
      ObjectNode object = preparation.create(version, namespace, attempt, owner, options);
      ObjectNode toStore = type.strategy().toStore(object);
      byte[] encoded = ObjectCodec.encode(toStore);
      WriteResult result = write(object, encoded, options);
      switch (result) {
        case WriteResult.Written(long revision) -> {
          return options.dryRun() == DryRun.ALL
              ? new Stored(object, Outcome.CREATED)
              : written(toStore, Outcome.CREATED, encoded, revision);
        }
        case WriteResult.Conflict(Store.Entry existing) -> {
          if (left == 0) {
            throw alreadyExists(object, existing);
          }
        }
      }
    }
  }

  private Stored written(
      ObjectNode object, Outcome outcome, byte @Nullable [] encoded, long revision) {
    Metadata.of(object).put("resourceVersion", Long.toString(revision));
    if (type.strategy().restoresStored()) {
      // What everybody will read may be other than what was stored.
      return new Stored(type.strategy().fromStore(restored(object)), outcome);
    }
    byte[] json = encoded == null ? null : ObjectCodec.withRevision(encoded, revision);
    return new Stored(object, outcome, json);
  }

  private WriteResult write(ObjectNode object, byte[] encoded, WriteOptions options) {
    String key = storeKey(nameOf(object));
    if (options.dryRun() == DryRun.ALL) {
      Optional<Store.Entry> existing = store.get(key);
      return existing.isPresent()
          ? new WriteResult.Conflict(existing.get())
          : new WriteResult.Written(0);
    }
    WriteResult result = store.create(key, encoded);
    if (result instanceof WriteResult.Written(long revision)) {
      recent.add(nameOf(object), new Store.Entry(key, encoded, revision), cache.snapshot());
    }
    return result;
  }

  private ApiException alreadyExists(ObjectNode object, Store.@Nullable Entry existing) {
    String name = nameOf(object).name();
    boolean terminating =
        existing != null
            && Json.at(
                    ObjectCodec.decode(existing.value(), existing.revision()),
                    "metadata",
                    "deletionTimestamp")
                != null;
    boolean generated = !Json.text(object, "metadata", "generateName").isEmpty();
    ApiException plain =
        generated
            ? ApiException.noUniqueName(type.groupResource(), name)
            : ApiException.alreadyExists(type.groupResource(), name);
    if (!terminating) {
      return plain;
    }
    return ApiException.ofStatus(
        plain.status().put("message", "object is being deleted: " + plain.getMessage()));
  }

  private static String noSuchUid(String uid) {
    return "uid mismatch: the provided object specified uid %s, and no existing object was found"
        .formatted(uid);
  }

  /// Changes an object.
  ///
  /// @param change makes the new object from the current one; called again when another writer was
  ///   faster
  /// @throws ApiException 404 when it does not exist, 409 when the change was made for another
  ///   version
  public Stored update(NamespacedName name, Change change, WriteOptions options) {
    Current current = current(name).orElseThrow(() -> notFound(name));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<Current> newer = Optional.empty();
      try {
        ObjectNode changed = preparation.update(current, change, options);
        if (changed.equals(current.object())) {
          if (current.source() == Current.Source.STORE) {
            return new Stored(changed, Outcome.UNCHANGED);
          }
          newer = Optional.of(read(name).orElseThrow(() -> notFound(name)));
          if (newer.get().revision() == current.revision()) {
            return new Stored(changed, Outcome.UNCHANGED);
          }
        } else {
          Attempt attempt = attempt(name, current, changed, options);
          if (attempt.stored() != null) {
            return attempt.stored();
          }
          newer = Optional.ofNullable(attempt.newer());
          if (newer.isEmpty()) {
            throw notFound(name);
          }
        }
      } catch (ApiException refused) {
        if (current.source() == Current.Source.STORE) {
          throw refused;
        }
        newer = read(name);
        if (newer.isEmpty()) {
          throw notFound(name);
        }
        if (newer.get().revision() == current.revision()) {
          throw refused; // the cache was not behind: the refusal stands
        }
      }
      current = newer.orElseThrow();
    }
    throw ApiException.modified(type.groupResource(), name.name());
  }

  /// Server-side apply: creates the object or merges into it what the field manager wants.
  ///
  /// @throws ApiException 409 with the owners when others own fields that would change
  public Stored apply(
      NamespacedName name, Version version, Part part, Edit.Apply apply, WriteOptions options) {
    boolean absent = false;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      try {
        if (!absent && current(name).isPresent()) {
          return update(name, new Change(version, part, apply), options);
        }
        if (part != Part.MAIN) {
          throw notFound(name);
        }
        ObjectNode applied = preparation.applyToNothing(version, apply, options);
        String uid = Json.text(applied, "metadata", "uid");
        if (!uid.isEmpty()) {
          throw ApiException.conflict(type.groupResource(), name.name(), noSuchUid(uid));
        }
        Metadata.of(applied).remove("resourceVersion"); // of nothing there is no version
        return create(version, name.namespace(), applied, Owner.APPLIER, options);
      } catch (ApiException raced) {
        boolean appeared = raced.reason().equals("AlreadyExists");
        boolean vanished =
            !absent && raced.code() == 404 && part == Part.MAIN && read(name).isEmpty();
        if (!appeared && !vanished) {
          throw raced;
        }
        absent = vanished;
      }
    }
    throw ApiException.modified(type.groupResource(), name.name());
  }

  /// Tries to carry an update out: exactly one of the results is there, or none when the object is
  /// gone.
  private Attempt attempt(
      NamespacedName name, Current current, ObjectNode changed, WriteOptions options) {
    boolean delete =
        Json.at(changed, "metadata", "deletionTimestamp") != null && Metadata.isFree(type, changed);
    Outcome outcome = delete ? Outcome.DELETED : Outcome.UPDATED;
    if (options.dryRun() == DryRun.ALL) {
      return new Attempt(new Stored(changed, outcome), null);
    }
    ObjectNode toStore = delete ? changed : type.strategy().toStore(changed);
    byte[] encoded = delete ? null : ObjectCodec.encode(toStore);
    WriteResult result =
        encoded == null
            ? store.delete(storeKey(name), current.revision())
            : store.update(storeKey(name), encoded, current.revision());
    return switch (result) {
      case WriteResult.Written(long revision) -> {
        if (encoded == null) {
          recent.remove(name);
        } else {
          Store.Entry entry = new Store.Entry(storeKey(name), encoded, revision);
          recent.add(name, entry, cache.snapshot());
        }
        yield new Attempt(written(toStore, outcome, encoded, revision), null);
      }
      case WriteResult.Conflict(Store.Entry newer) ->
          new Attempt(null, newer == null ? null : current(newer));
    };
  }

  private record Attempt(@Nullable Stored stored, @Nullable Current newer) {}

  /// Deletes an object: at once, or by marking it until its finalizers are gone.
  ///
  /// @return the object as it stands now; its outcome says whether it is gone
  public Stored delete(NamespacedName name, DeleteOptions delete, WriteOptions options) {
    return delete(type.versions().getFirst(), name, delete, options);
  }

  /// @param version the version that the client speaks
  public Stored delete(
      Version version, NamespacedName name, DeleteOptions delete, WriteOptions options) {
    Current current = read(name).orElseThrow(() -> notFound(name));
    Deletion deletion = new Deletion(type, environment.clock());
    if (delete.propagation() == null && type.strategy().orphansDependents()) {
      options.warnings().addAll(type.strategy().orphaningWarnings());
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
      deletion.checkPreconditions(current, delete);
      ObjectNode old = current.object();
      Attributes attributes =
          new Attributes(
              type,
              version,
              Operation.DELETE,
              "",
              name.namespace(),
              name.name(),
              null,
              old,
              options,
              delete);
      environment.admission().mutate(attributes);
      environment.admission().validate(attributes);
      ObjectNode marked = deletion.mark(current, delete);
      if (marked.equals(old) && !Metadata.isFree(type, marked)) {
        return new Stored(marked, Outcome.UNCHANGED);
      }
      Attempt attempt = attempt(name, current, marked, options);
      if (attempt.stored() != null) {
        return told(old, attempt.stored());
      }
      if (attempt.newer() == null) {
        throw notFound(name);
      }
      current = attempt.newer();
    }
    throw ApiException.modified(type.groupResource(), name.name());
  }

  /// What is gone is told as it was, unless it was first given time to end.
  private Stored told(ObjectNode old, Stored deleted) {
    if (deleted.outcome() != Outcome.DELETED
        || !type.strategy().returnsDeleted()
        || type.strategy().gracePeriodSeconds(old, null).isPresent()) {
      return deleted;
    }
    ObjectNode before = old.deepCopy();
    String version = Json.text(deleted.object(), "metadata", "resourceVersion");
    Metadata.of(before).put("resourceVersion", version);
    return new Stored(before, Outcome.DELETED);
  }

  /// Removes an object whose time is up, whatever holds it, if it is still at that revision. Nobody
  /// asked for it, so nobody is asked.
  public void expire(NamespacedName name, long revision) {
    store.delete(storeKey(name), revision);
  }

  /// The newest state of one object as the store has it.
  public Optional<ObjectNode> get(NamespacedName name) {
    return read(name).map(Current::object);
  }

  private Optional<Current> current(NamespacedName name) {
    Snapshot snapshot = cache.snapshot();
    Optional<Store.Entry> newer = recent.beyond(snapshot, name);
    if (newer.isPresent()) {
      Store.Entry entry = newer.get();
      return Optional.of(new Current(decode(entry), entry.revision(), Current.Source.CACHE));
    }
    CachedObject cached = snapshot.get(name);
    return cached == null
        ? read(name)
        : Optional.of(
            new Current(
                type.strategy().fromStore(cached.tree()), cached.revision(), Current.Source.CACHE));
  }

  private Optional<Current> read(NamespacedName name) {
    return store.get(storeKey(name)).map(this::current);
  }

  private Current current(Store.Entry entry) {
    return new Current(decode(entry), entry.revision(), Current.Source.STORE);
  }

  private ObjectNode decode(Store.Entry entry) {
    return type.strategy().fromStore(restored(ObjectCodec.decode(entry.value(), entry.revision())));
  }

  /// Made to fit the definition of today.
  private ObjectNode restored(ObjectNode object) {
    type.strategy().restoreStored(object);
    return object;
  }

  private String storeKey(NamespacedName name) {
    return type.storagePrefix()
        + (type.namespaced() ? name.namespace() + "/" + name.name() : name.name());
  }

  private static NamespacedName nameOf(ObjectNode object) {
    return new NamespacedName(
        Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
  }

  public ApiException notFound(NamespacedName name) {
    return ApiException.notFound(type.groupResource(), name.name());
  }
}
