package io.ubernetes.apimachinery.openapi;

/// The two versions of OpenAPI in which schemas are written.
enum Dialect {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private final String referencePrefix;

  Dialect(String referencePrefix) {
    this.referencePrefix = referencePrefix;
  }

  /// What `$ref` says of a definition.
  String reference(String definition) {
    return referencePrefix + definition;
  }
}
