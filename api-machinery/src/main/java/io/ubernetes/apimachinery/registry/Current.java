package io.ubernetes.apimachinery.registry;

import tools.jackson.databind.node.ObjectNode;

/// An object as it was read to be changed.
///
/// @param object in the storage version, with its resourceVersion; never changed
/// @param revision when it was written
/// @param source whether the store itself was asked, or the cache, which may lag behind
record Current(ObjectNode object, long revision, Source source) {

  enum Source {
    CACHE,
    STORE
  }
}
