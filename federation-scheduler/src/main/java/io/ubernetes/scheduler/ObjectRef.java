package io.ubernetes.scheduler;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;

/// One object among all that are placed.
record ObjectRef(GroupVersionKind kind, NamespacedName key) {
  @Override
  public String toString() {
    return kind.kind() + " " + key;
  }
}
