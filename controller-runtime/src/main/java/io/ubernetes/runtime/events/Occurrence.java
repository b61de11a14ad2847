package io.ubernetes.runtime.events;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import java.time.Instant;

/// Something that happened to an object. Occurrences with the same identity are one series.
record Occurrence(Identity identity, String resourceVersion, Instant time) {

  record Identity(
      GroupVersionKind kind,
      String namespace,
      String name,
      String uid,
      EventType type,
      String reason,
      String action,
      String note) {}

  static Occurrence of(
      ApiObject about, EventType type, String reason, String action, String note, Instant time) {
    return new Occurrence(
        new Identity(
            about.groupVersionKind(),
            about.namespace(),
            about.name(),
            about.uid(),
            type,
            reason,
            action,
            note),
        about.resourceVersion(),
        time);
  }
}
