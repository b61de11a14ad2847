package io.ubernetes.runtime.fake;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The objects of the fake server by path, with every change since the last compaction. Guarded by
/// its own monitor.
final class FakeStore {

  /// A change of an object; `collection` is the path without the object's name.
  record Change(long revision, String type, ObjectNode object) {}

  private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
  private final List<Change> history = new ArrayList<>();
  private final Map<Object, Consumer<Change>> watchers = new HashMap<>();
  private long revision = 1;
  private long compacted;

  synchronized @Nullable ObjectNode get(String path) {
    ObjectNode object = objects.get(path);
    return object == null ? null : object.deepCopy();
  }

  synchronized Map<String, ObjectNode> all() {
    return new TreeMap<>(objects);
  }

  synchronized long revision() {
    return revision;
  }

  synchronized long compacted() {
    return compacted;
  }

  /// Forgets what led to the present state.
  synchronized void compact() {
    compacted = revision;
    history.clear();
  }

  synchronized ObjectNode put(String path, ObjectNode given) {
    ObjectNode object = given.deepCopy();
    ApiObject view = new ApiObject(object);
    ObjectNode before = objects.get(path);
    if (view.uid().isEmpty()) {
      view.metadata().put("uid", before == null ? UUID.randomUUID().toString() : uid(before));
    }
    view.metadata().put("resourceVersion", Long.toString(++revision));
    objects.put(path, object);
    note(new Change(revision, before == null ? "ADDED" : "MODIFIED", object));
    return object.deepCopy();
  }

  synchronized @Nullable ObjectNode remove(String path) {
    ObjectNode object = objects.remove(path);
    if (object == null) {
      return null;
    }
    ObjectNode last = object.deepCopy();
    new ApiObject(last).metadata().put("resourceVersion", Long.toString(++revision));
    note(new Change(revision, "DELETED", last));
    return object.deepCopy();
  }

  /// Sends the changes after that revision, and all to come.
  synchronized void watch(Object id, long from, Consumer<Change> consumer) {
    history.stream().filter(change -> change.revision() > from).forEach(consumer);
    watchers.put(id, consumer);
  }

  synchronized void unwatch(Object id) {
    watchers.remove(id);
  }

  private void note(Change change) {
    history.add(change);
    watchers.values().forEach(watcher -> watcher.accept(change));
  }

  private static String uid(ObjectNode object) {
    return Json.text(object, "metadata", "uid");
  }
}
