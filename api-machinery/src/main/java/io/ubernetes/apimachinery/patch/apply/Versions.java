package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The versions of a kind. Each entry of managedFields names fields in the version in which its
/// manager wrote, so that a write in another version is looked at in that one. Thread-safe.
public interface Versions {

  /// @param apiVersion such as `autoscaling/v1`
  /// @return null for a version that the kind does not have: what somebody owned in it is forgotten
  @Nullable Schema schema(String apiVersion);

  /// @param object in the version `from`; not changed
  /// @return the same in the version `to`; may share its parts with the object
  ObjectNode convert(ObjectNode object, String from, String to);

  /// Versions that all look the same.
  static Versions alike(Schema schema) {
    return new Versions() {
      @Override
      public Schema schema(String apiVersion) {
        return schema;
      }

      @Override
      public ObjectNode convert(ObjectNode object, String from, String to) {
        return object;
      }
    };
  }
}
