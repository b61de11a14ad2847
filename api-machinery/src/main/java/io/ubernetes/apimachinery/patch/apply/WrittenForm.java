package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;

/// How an endpoint writes the objects of a kind.
///
/// @param schema of the version in which the writer writes
/// @param versions all versions of the kind
/// @param reset fields that this endpoint does not write (the status, at the main one)
public record WrittenForm(Schema schema, Versions versions, FieldSet reset) {

  /// Of a kind whose versions all look the same.
  public WrittenForm(Schema schema, FieldSet reset) {
    this(schema, Versions.alike(schema), reset);
  }
}
