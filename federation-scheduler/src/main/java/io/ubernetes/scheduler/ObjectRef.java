package io.ubernetes.scheduler;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One object among all that are placed.
record ObjectRef(GroupVersionKind kind, NamespacedName key) {

  /// For people: by namespace, name and kind.
  static final Comparator<ObjectRef> ORDER =
      Comparator.comparing((ObjectRef ref) -> ref.key.namespace())
          .thenComparing(ref -> ref.key.name())
          .thenComparing(ref -> ref.kind.toString());

  /// Objects of all kinds are in the same maps, and most have one kind: the key tells them apart
  /// sooner.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectRef(GroupVersionKind otherKind, NamespacedName otherKey)
        && key.name().equals(otherKey.name())
        && key.namespace().equals(otherKey.namespace())
        && kind.equals(otherKind);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * key.name().hashCode() + key.namespace().hashCode()) + kind.kind().hashCode();
  }

  @Override
  public String toString() {
    return kind.kind() + " " + key;
  }
}
