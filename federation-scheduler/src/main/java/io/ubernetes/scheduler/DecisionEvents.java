package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;

/// Tells the owner of an object what became of it. Never blocks and never fails.
@FunctionalInterface
interface DecisionEvents {

  /// @param type `Normal` or `Warning`
  /// @param reason a CamelCase word
  void record(ApiObject object, String type, String reason, String message);
}
