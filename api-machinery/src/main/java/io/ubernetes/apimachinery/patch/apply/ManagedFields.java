package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The managers of one object, by identity. Belongs to one call; not thread-safe.
final class ManagedFields {

  /// How many managers with operation Update an object may have; the oldest of more are merged, so
  /// that an object does not grow with every client that ever touched it. Kubernetes' number.
  static final int MAX_UPDATE_MANAGERS = 10;

  private static final String ANCIENT_CHANGES = "ancient-changes";

  /// As Kubernetes writes them: appliers first, then by time.
  private static final Comparator<ManagedEntry> WRITTEN_ORDER =
      Comparator.<ManagedEntry, Operation>comparing(entry -> entry.id().operation())
          .thenComparingLong(ManagedEntry::seconds)
          .thenComparing(entry -> entry.id().manager())
          .thenComparing(ManagedEntry::apiVersion)
          .thenComparing(entry -> entry.id().subresource());

  private final Map<ManagerId, ManagedEntry> entries = new LinkedHashMap<>();

  /// Reads `metadata.managedFields`; nothing when there is none, or when it cannot be understood.
  static Optional<ManagedFields> read(@Nullable JsonNode json) {
    ManagedFields managed = new ManagedFields();
    if (json != null) {
      try {
        json.forEach(entry -> managed.put(ManagedEntry.read(entry)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
    return managed.isEmpty() ? Optional.empty() : Optional.of(managed);
  }

  static @Nullable JsonNode of(@Nullable ObjectNode object) {
    return Json.at(object, "metadata", "managedFields");
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Collection<ManagedEntry> entries() {
    return entries.values();
  }

  @Nullable ManagedEntry get(ManagerId id) {
    return entries.get(id);
  }

  /// Puts an entry in the place of the one with its identity; without fields it goes away.
  void put(ManagedEntry entry) {
    if (entry.fields().isEmpty()) {
      entries.remove(entry.id());
    } else {
      entries.put(entry.id(), entry);
    }
  }

  /// Changes the fields of every manager but one; who is left without fields goes away.
  void changeAllBut(@Nullable ManagerId kept, Function<ManagedEntry, FieldSet> change) {
    for (ManagedEntry entry : List.copyOf(entries.values())) {
      if (!entry.id().equals(kept)) {
        put(entry.withFields(change.apply(entry)));
      }
    }
  }

  /// All fields that somebody owns, by the version in which they are named.
  Map<String, FieldSet> owned() {
    Map<String, FieldSet> all = new TreeMap<>();
    for (ManagedEntry entry : entries.values()) {
      all.merge(entry.apiVersion(), entry.fields(), FieldSet::union);
    }
    return all;
  }

  /// Merges the oldest updaters into one for each version until there are not too many.
  void mergeOldestUpdaters() {
    List<ManagedEntry> updaters = new ArrayList<>();
    for (ManagedEntry entry : entries.values()) {
      if (!entry.isApplied()) {
        updaters.add(entry);
      }
    }
    int count = updaters.size();
    updaters.sort(Comparator.comparingLong(ManagedEntry::seconds).thenComparing(ManagedEntry::id));
    Map<String, ManagedEntry> firstOfVersion = new HashMap<>();
    for (ManagedEntry updater : updaters) {
      if (count <= MAX_UPDATE_MANAGERS) {
        return;
      }
      ManagedEntry first = firstOfVersion.putIfAbsent(updater.apiVersion(), updater);
      if (first != null) {
        ManagedEntry bucket = bucket(first);
        if (!bucket.id().equals(updater.id())) {
          entries.remove(updater.id());
          put(bucket.withFields(bucket.fields().union(updater.fields())).withTime(updater.time()));
          count--;
        }
      }
    }
  }

  /// The entry that takes in others of the same version: an existing one, or made of the first.
  private ManagedEntry bucket(ManagedEntry first) {
    ManagerId id = new ManagerId(ANCIENT_CHANGES, Operation.UPDATE, first.apiVersion(), "");
    ManagedEntry existing = entries.get(id);
    if (existing != null) {
      return existing;
    }
    entries.remove(first.id());
    return new ManagedEntry(id, first.apiVersion(), first.time(), first.fields(), null);
  }

  /// Whether the same managers own the same fields, whenever they came to.
  boolean sameButTimes(ManagedFields other) {
    return entries.size() == other.entries.size()
        && entries.values().stream()
            .allMatch(entry -> {
              ManagedEntry that = other.entries.get(entry.id());
              return that != null && entry.sameButTime(that);
            });
  }

  ArrayNode write() {
    List<ManagedEntry> sorted = new ArrayList<>(entries.values());
    sorted.sort(WRITTEN_ORDER);
    ArrayNode json = JsonNodeFactory.instance.arrayNode(sorted.size());
    sorted.forEach(entry -> json.add(entry.write()));
    return json;
  }
}
