package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Looks at every write, and may refuse it. First all may change the object ([#mutate]); then the
/// kind's own rules are applied to it; then all see what would be stored ([#validate]).
@FunctionalInterface
public interface Admission {

  /// Before the kind's rules. Of a deletion there is nothing to change, but it may be refused here.
  ///
  /// @throws ApiException when the write is refused
  default void mutate(Attributes attributes) {}

  /// After the kind's rules: the object is what would be stored, and must not be changed.
  ///
  /// @throws ApiException when the write is refused
  void validate(Attributes attributes);

  /// All of them, in order.
  static Admission chain(List<Admission> all) {
    List<Admission> chain = List.copyOf(all);
    return new Admission() {
      @Override
      public void mutate(Attributes attributes) {
        chain.forEach(admission -> admission.mutate(attributes));
      }

      @Override
      public void validate(Attributes attributes) {
        chain.forEach(admission -> admission.validate(attributes));
      }
    };
  }

  /// What is about to happen.
  ///
  /// @param version the version that the client speaks
  /// @param subresource empty for the object itself
  /// @param name empty when it is still to be generated
  /// @param object the new object in the storage version; null for a deletion. Of a write to
  ///   `scale` too this is the whole object.
  /// @param old the object before; null for a creation
  /// @param delete how it is to be deleted; null for any other operation
  record Attributes(
      ResourceType type,
      Version version,
      Operation operation,
      String subresource,
      String namespace,
      String name,
      @Nullable ObjectNode object,
      @Nullable ObjectNode old,
      WriteOptions options,
      @Nullable DeleteOptions delete) {

    /// The refusal as admission words it.
    public ApiException forbidden(String detail) {
      return ApiException.forbidden(resource(), shownName(), detail);
    }

    /// The resource that is written to.
    public GroupResource resource() {
      return new GroupResource(type.group(), type.resource());
    }

    /// The name as messages give it: also that of an object whose name is still to be generated.
    public String shownName() {
      if (!name.isEmpty()) {
        return name;
      }
      String given = Json.text(object, "metadata", "name");
      String prefix = Json.text(object, "metadata", "generateName");
      return !given.isEmpty() ? given : prefix.isEmpty() ? "Unknown" : prefix;
    }
  }

  /// Kinds of writes.
  enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }
}
