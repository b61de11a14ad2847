package io.ubernetes.scheduler;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import java.util.Comparator;

/// One object among all that are placed.
record ObjectRef(GroupVersionKind kind, NamespacedName key) {

  /// For people: by namespace, name and kind.
  static final Comparator<ObjectRef> ORDER =
      Comparator.comparing((ObjectRef ref) -> ref.key.namespace())
          .thenComparing(ref -> ref.key.name())
          .thenComparing(ref -> ref.kind.toString());

  @Override
  public String toString() {
    return kind.kind() + " " + key;
  }
}
