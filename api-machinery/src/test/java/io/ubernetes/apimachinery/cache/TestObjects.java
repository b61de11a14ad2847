package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Writes objects of one type to a store as a registry does.
record TestObjects(Store store, ResourceType type) {

  static ResourceType type(String plural) {
    return BuiltinKinds.all().stream()
        .filter(type -> type.names().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  static TestObjects configMaps(Store store) {
    return new TestObjects(store, type("configmaps"));
  }

  /// Creates or replaces an object.
  ///
  /// @return its revision
  long put(String namespace, String name, Map<String, String> labels) {
    ObjectNode object = ApiObject.of(type.storage(), namespace, name).json();
    if (!labels.isEmpty()) {
      object.withObject("metadata").set("labels", Json.MAPPER.valueToTree(labels));
    }
    return put(namespace, name, object);
  }

  long put(String namespace, String name, ObjectNode object) {
    return put(key(namespace, name), ObjectCodec.encode(object));
  }

  long put(String key, byte[] value) {
    return written(
        store
            .get(key)
            .map(old -> store.update(key, value, old.revision()))
            .orElseGet(() -> store.create(key, value)));
  }

  long delete(String namespace, String name) {
    String key = key(namespace, name);
    return written(store.delete(key, store.get(key).orElseThrow().revision()));
  }

  String key(String namespace, String name) {
    return type.storagePrefix() + (namespace.isEmpty() ? name : namespace + "/" + name);
  }

  private static long written(WriteResult result) {
    return switch (result) {
      case WriteResult.Written(long revision) -> revision;
      case WriteResult.Conflict conflict -> throw new IllegalStateException(conflict.toString());
    };
  }
}
