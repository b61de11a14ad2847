package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a client wants of an object that exists.
///
/// @param version the version that the client speaks
/// @param part which part of the object is meant: a write to one never changes the other
/// @param edit makes the wanted object from the current one, both in `version`; the argument is its
///   own
public record Change(Version version, Part part, Edit edit) {

  /// The whole object but its status, or a subresource.
  public enum Part {
    MAIN(""),
    STATUS("status"),
    SCALE("scale"),
    FINALIZE("finalize");

    private final String subresource;

    Part(String subresource) {
      this.subresource = subresource;
    }

    public String subresource() {
      return subresource;
    }
  }

  /// How the client says what it wants.
  public sealed interface Edit {
    /// This is the whole object (PUT).
    record Replace(ObjectNode object) implements Edit {}

    /// This function makes it (PATCH).
    record Patch(Function function) implements Edit {}

    /// These are the fields that the field manager wants (server-side apply).
    record Apply(ObjectNode configuration, ConflictPolicy policy) implements Edit {}
  }

  /// Makes a patched object.
  @FunctionalInterface
  public interface Function {
    ObjectNode apply(ObjectNode current);
  }

  /// For a resourceVersion that the client insists on; null when it does not.
  static @Nullable String insistedVersion(ObjectNode wanted) {
    String version = Json.text(wanted, "metadata", "resourceVersion");
    return version.isEmpty() || version.equals("0") ? null : version;
  }
}
