package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Objects are created in namespaces that exist and stay: Kubernetes' admission plugin of that
/// name. The namespaces that the system lives in cannot be deleted.
public final class NamespaceLifecycle implements Admission {

  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

  /// Whoever may ask about rights in a namespace is not told by this whether it exists.
  private static final GroupResource LOCAL_REVIEWS =
      new GroupResource("authorization.k8s.io", "localsubjectaccessreviews");

  private final Registry namespaces;
  private final Set<String> immortal;

  /// @param immortal names of namespaces that are never deleted
  public NamespaceLifecycle(Registry namespaces, Set<String> immortal) {
    this.namespaces = namespaces;
    this.immortal = Set.copyOf(immortal);
  }

  @Override
  public void mutate(Attributes attributes) {
    boolean namespace = attributes.type().groupResource().equals(NAMESPACES);
    if (namespace) {
      if (attributes.operation() == Operation.DELETE && immortal.contains(attributes.name())) {
        throw ApiException.forbidden(
            NAMESPACES, attributes.name(), "this namespace may not be deleted");
      }
      return;
    }
    boolean question = attributes.resource().equals(LOCAL_REVIEWS);
    if (attributes.operation() == Operation.CREATE && attributes.type().namespaced() && !question) {
      checkNamespace(attributes);
    }
  }

  /// All was said before anything else looked at the write.
  @Override
  public void validate(Attributes attributes) {}

  private void checkNamespace(Attributes attributes) {
    String namespace = attributes.namespace();
    if (!isTerminating(namespace)) {
      return;
    }
    String sentence =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    ApiException forbidden = attributes.forbidden(sentence);
    ObjectNode details = (ObjectNode) forbidden.status().get("details");
    details
        .putArray("causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    throw forbidden;
  }

  /// The cache answers, without the object being parsed for each write in its namespace; the store
  /// is asked only about a namespace that the cache does not know yet.
  private boolean isTerminating(String namespace) {
    NamespacedName key = NamespacedName.clusterScoped(namespace);
    CachedObject cached = namespaces.cache().snapshot().get(key);
    String phase =
        cached != null
            ? cached.field("status.phase")
            : Json.text(
                namespaces.get(key).orElseThrow(() -> namespaces.notFound(key)), "status", "phase");
    return phase.equals("Terminating");
  }
}
