package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.GroupVersionKind;

/// Who writes, and where.
///
/// @param manager name of the field manager; empty becomes `unknown`
/// @param kind the kind of the object in the version that the client speaks
/// @param subresource such as `status` or `scale`, or empty
public record Writer(String manager, GroupVersionKind kind, String subresource) {

  public Writer {
    manager = manager.isEmpty() ? "unknown" : manager;
  }

  String apiVersion() {
    return kind.apiVersion();
  }

  ManagerId id(Operation operation) {
    return new ManagerId(
        manager, operation, operation == Operation.APPLY ? "" : apiVersion(), subresource);
  }
}
