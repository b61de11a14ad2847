package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Looks at every write after its form is known to be right, and may refuse it.
@FunctionalInterface
public interface Admission {

  /// @throws io.ubernetes.apimachinery.errors.ApiException when the write is refused
  void admit(Attributes attributes);

  /// All of them, in order.
  static Admission chain(List<Admission> all) {
    List<Admission> chain = List.copyOf(all);
    return attributes -> chain.forEach(admission -> admission.admit(attributes));
  }

  /// What is about to happen.
  ///
  /// @param object the new object in the storage version (may be changed on create and update);
  ///   null for a deletion
  /// @param old the object before; null for a creation
  record Attributes(
      ResourceType type,
      Operation operation,
      String subresource,
      String namespace,
      String name,
      @Nullable ObjectNode object,
      @Nullable ObjectNode old,
      WriteOptions options) {}

  /// Kinds of writes.
  enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }
}
