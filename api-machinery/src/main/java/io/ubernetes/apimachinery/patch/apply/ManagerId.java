package io.ubernetes.apimachinery.patch.apply;

import java.util.Comparator;

/// What tells the entries of managedFields apart.
///
/// @param apiVersion empty for appliers: one that applies in another version stays the same
record ManagerId(String manager, Operation operation, String apiVersion, String subresource)
    implements Comparable<ManagerId> {

  private static final Comparator<ManagerId> ORDER =
      Comparator.comparing(ManagerId::manager)
          .thenComparing(ManagerId::operation)
          .thenComparing(ManagerId::apiVersion)
          .thenComparing(ManagerId::subresource);

  @Override
  public int compareTo(ManagerId other) {
    return ORDER.compare(this, other);
  }
}
