package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sees to it that at most one PriorityClass is the default of pods that name none. Thread-safe.
final class OneDefaultPriority implements Admission {

  private static final GroupResource CLASSES =
      new GroupResource("scheduling.k8s.io", "priorityclasses");

  private final ServedObjects served;

  OneDefaultPriority(ServedObjects served) {
    this.served = served;
  }

  @Override
  public void validate(Attributes attributes) {
    ObjectNode object = attributes.object();
    if (object == null || !attributes.resource().equals(CLASSES) || !isDefault(object)) {
      return;
    }
    Optional<Registry> classes = served.registry(CLASSES);
    if (classes.isEmpty()) {
      return;
    }
    for (CachedObject other : classes.get().cache().snapshot().objects()) {
      String name = other.key().name();
      boolean another =
          attributes.operation() == Operation.CREATE || !name.equals(attributes.name());
      if (another && isDefault(other.tree())) {
        throw attributes.forbidden(
            "PriorityClass " + name + " is already marked as default. Only one default can exist");
      }
    }
  }

  private static boolean isDefault(ObjectNode priorityClass) {
    JsonNode flag = Json.at(priorityClass, "globalDefault");
    return flag != null && flag.isBoolean() && flag.booleanValue();
  }
}
