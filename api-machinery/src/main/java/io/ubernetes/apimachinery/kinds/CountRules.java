package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for numbers of things that stand beside each other in one part of an object. Owned by
/// one validation.
final class CountRules {

  private final @Nullable ObjectNode counts;
  private final FieldPath path;
  private final FieldErrors errors;

  private CountRules(@Nullable ObjectNode counts, FieldPath path, FieldErrors errors) {
    this.counts = counts;
    this.path = path;
    this.errors = errors;
  }

  static CountRules ofSpec(ObjectNode object, FieldErrors errors) {
    return new CountRules(Trees.object(object, "spec"), FieldPath.of("spec"), errors);
  }

  static CountRules ofStatus(ObjectNode object, FieldErrors errors) {
    return new CountRules(Trees.object(object, "status"), FieldPath.of("status"), errors);
  }

  void notNegative(String... names) {
    for (String name : names) {
      errors.notNegative(path.child(name), number(name));
    }
  }

  /// @param words what a client reads of the limit
  void notMoreThan(String limit, String words, List<String> names) {
    for (String name : names) {
      if (number(name) > number(limit)) {
        errors.invalid(path.child(name), number(name), "cannot be greater than " + words);
      }
    }
  }

  /// How often a name was taken already only ever grows.
  void collisionsNotDecremented(ObjectNode old) {
    long before = Json.number(old, 0, "status", "collisionCount");
    boolean gone = counts == null || Json.at(counts, "collisionCount") == null;
    boolean was = Json.at(old, "status", "collisionCount") != null;
    if (was && (gone || number("collisionCount") < before)) {
      errors.invalid(
          path.child("collisionCount"), number("collisionCount"), "cannot be decremented");
    }
  }

  private long number(String name) {
    return Json.number(counts, 0, name);
  }
}
