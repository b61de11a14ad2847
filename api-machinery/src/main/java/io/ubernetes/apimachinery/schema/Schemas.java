package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersionKind;
import java.util.Optional;

/// The schemas of Kubernetes' own kinds. They are read from the resource `kubernetes.schema` when
/// first asked for, one definition at a time. Thread-safe.
public final class Schemas {

  private Schemas() {}

  /// The schema of a whole object of a built-in kind.
  ///
  /// @throws IllegalArgumentException when Kubernetes has no such kind
  public static Schema byKind(GroupVersionKind kind) {
    return find(kind)
        .orElseThrow(() -> new IllegalArgumentException("no built-in kind is called " + kind));
  }

  /// The schema of a whole object of a kind, if it is a built-in one.
  public static Optional<Schema> find(GroupVersionKind kind) {
    return Kubernetes.CATALOG.definition(kind).map(schema -> schema);
  }

  /// A definition by its name in the OpenAPI documents, such as
  /// `io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta`.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Schema byName(String definition) {
    return node(definition);
  }

  static SchemaNode node(String definition) {
    return Kubernetes.CATALOG.definition(definition);
  }

  /// Read on first use.
  private static final class Kubernetes {
    static final SchemaCatalog CATALOG = SchemaCatalog.ofResource("kubernetes.schema");
  }
}
