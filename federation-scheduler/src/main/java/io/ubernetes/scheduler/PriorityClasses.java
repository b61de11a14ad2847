package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.scheduler.engine.Priority;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The federation's PriorityClasses. What names no class has the default one's priority; of several
/// default ones the lowest, as in Kubernetes. A class that is not there counts for nothing.
///
/// Not thread-safe; owned by the [Decider].
final class PriorityClasses {

  /// Two classes are there in every cluster, whether they are stored or not.
  private static final Map<String, Priority> OF_THE_SYSTEM =
      Map.of(
          "system-cluster-critical", new Priority(2_000_000_000, true),
          "system-node-critical", new Priority(2_000_001_000, true));

  private final Map<String, Priority> classes = new HashMap<>();
  private final Map<String, Priority> defaults = new HashMap<>();

  /// @return whether it is news for objects that name no class
  boolean put(ApiObject priorityClass) {
    Priority before = unnamed();
    Priority priority =
        new Priority(
            (int) Json.number(priorityClass.json(), 0, "value"),
            !Json.text(priorityClass.json(), "preemptionPolicy").equals("Never"));
    classes.put(priorityClass.name(), priority);
    if (priorityClass.json().path("globalDefault").asBoolean(false)) {
      defaults.put(priorityClass.name(), priority);
    } else {
      defaults.remove(priorityClass.name());
    }
    return !unnamed().equals(before);
  }

  /// @return whether it is news for objects that name no class
  boolean remove(String name) {
    Priority before = unnamed();
    classes.remove(name);
    defaults.remove(name);
    return !unnamed().equals(before);
  }

  /// @param name empty where none is named
  Priority of(String name) {
    return name.isEmpty()
        ? unnamed()
        : Optional.ofNullable(classes.get(name))
            .orElseGet(() -> OF_THE_SYSTEM.getOrDefault(name, Priority.NONE));
  }

  private Priority unnamed() {
    Priority lowest = null;
    for (Priority each : defaults.values()) {
      lowest = lowest == null || each.value() < lowest.value() ? each : lowest;
    }
    return lowest == null ? Priority.NONE : lowest;
  }
}
