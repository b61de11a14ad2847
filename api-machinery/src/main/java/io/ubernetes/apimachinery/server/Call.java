package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.model.NamespacedName;

/// One request for a resource, with all that is known of it.
record Call(Request request, RequestInfo info, Identity identity, Served served) {

  NamespacedName name() {
    return new NamespacedName(info.objectNamespace(), info.name());
  }
}
