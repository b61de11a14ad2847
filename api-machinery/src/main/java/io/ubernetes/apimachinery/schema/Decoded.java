package io.ubernetes.apimachinery.schema;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A body as the server understood it.
///
/// @param object what is known of it, in the form that Kubernetes writes; belongs to the caller
/// @param strictErrors what strict decoding finds wrong, in the order of the body: `unknown field
///   "spec.foo"`, `duplicate field "spec.replicas"`
/// @param fault why it cannot be read at all, in Go's words; empty when it can
public record Decoded(ObjectNode object, List<String> strictErrors, String fault) {

  public Decoded {
    strictErrors = List.copyOf(strictErrors);
  }

  /// All strict errors as Kubernetes joins them, without `strict decoding error: `.
  public String strictMessage() {
    return String.join(", ", strictErrors);
  }
}
