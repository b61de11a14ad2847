package io.ubernetes.apimachinery.resource;

import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// Turns objects of one version of a kind into another, in place or as copies. What is in that
/// version already stays as it is. Thread-safe.
@FunctionalInterface
public interface Conversion extends UnaryOperator<ObjectNode> {

  /// What is stored as it is served.
  Conversion NONE = object -> object;

  /// Several objects at once, for conversions that cost something for each call.
  default List<ObjectNode> applyToAll(List<ObjectNode> objects) {
    return objects.stream().map(this).toList();
  }

  /// Whether somebody else must be asked, so that it takes time and may fail: never to be used on a
  /// thread that others wait for.
  default boolean isRemote() {
    return false;
  }
}
