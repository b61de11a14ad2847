package io.ubernetes.apimachinery.schema;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A body that was accepted.
///
/// @param object belongs to the caller
/// @param warnings sentences for the Warning headers
public record DecodeResult(ObjectNode object, List<String> warnings) {
  public DecodeResult {
    warnings = List.copyOf(warnings);
  }
}
