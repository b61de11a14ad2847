package io.ubernetes.apimachinery.storage.etcd;

import io.etcd.jetcd.api.KeyValue;
import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Event;

/// etcd's key-value pairs and events as ours.
final class KeyValues {
  private KeyValues() {}

  static Entry entry(KeyValue pair) {
    return new Entry(
        pair.getKey().toStringUtf8(), pair.getValue().toByteArray(), pair.getModRevision());
  }

  static Event event(io.etcd.jetcd.api.Event event) {
    KeyValue pair = event.getKv();
    boolean deleted = event.getType() == io.etcd.jetcd.api.Event.EventType.DELETE;
    return new Event(
        pair.getKey().toStringUtf8(),
        deleted ? null : pair.getValue().toByteArray(),
        pair.getModRevision(),
        event.hasPrevKv() ? entry(event.getPrevKv()) : null);
  }
}
