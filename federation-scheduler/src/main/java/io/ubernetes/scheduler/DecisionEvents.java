package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.events.EventType;

/// Tells the owner of an object what became of it. Never blocks and never fails.
@FunctionalInterface
interface DecisionEvents {

  /// @param reason a CamelCase word
  /// @param message a sentence for people
  void record(ApiObject object, EventType type, String reason, String message);
}
