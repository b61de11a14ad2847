package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.schema.Defaulting;
import io.ubernetes.apimachinery.schema.Pruning;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// What custom resources look like when they come out of the store: those that were written under
/// an older definition are pruned and defaulted by the schema of their version, and said to be of
/// the version that is stored now, unless a webhook must make them so. Immutable.
///
/// @param kind in the storage version
/// @param schemas of all versions, by their names
/// @param converter gets objects from one version into another
record StoredForm(GroupVersionKind kind, Map<String, Schema> schemas, Converter converter) {

  StoredForm {
    schemas = Map.copyOf(schemas);
  }

  Schema schema(String version) {
    return Objects.requireNonNull(schemas.get(version), version);
  }

  /// Changes `object` in place.
  void restore(ObjectNode object) {
    GroupVersion version = GroupVersion.parse(Json.text(object, "apiVersion"));
    Schema schema = schemas.get(version.version());
    if (schema != null) {
      Pruning.apply(schema, object);
      Defaulting.apply(schema, object);
    }
    if (!converter.isRemote()) {
      object.put("apiVersion", kind.apiVersion());
    }
    object.put("kind", kind.kind());
  }
}
