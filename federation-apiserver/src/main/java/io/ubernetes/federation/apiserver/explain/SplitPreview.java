package io.ubernetes.federation.apiserver.explain;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Tells where an object would be placed if it were written now. Thread-safe. May block; never
/// fails.
@FunctionalInterface
public interface SplitPreview {

  /// Of a server that has nobody to ask.
  SplitPreview NONE = _ -> List.of("this server cannot tell where the object would be placed");

  /// @param object whole, as it would be stored; must not be changed
  /// @return sentences for people, the most important first
  List<String> of(ObjectNode object);
}
