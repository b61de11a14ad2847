package io.ubernetes.runtime.client;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A change of an object. The tree is only read.
public sealed interface Patch {

  /// RFC 7386.
  record Merge(ObjectNode body) implements Patch {}

  /// RFC 6902.
  record Json(ArrayNode operations) implements Patch {}

  /// Kubernetes' strategic merge; only for built-in kinds.
  record Strategic(ObjectNode body) implements Patch {}
}
