package io.ubernetes.apimachinery.protobuf;

import io.ubernetes.apimachinery.schema.Schema;

/// How the fields of messages are called in JSON: the same, but for those whose JSON names are no
/// protobuf names.
final class JsonNames {

  private JsonNames() {}

  /// `Webhooks` is `webhooks`, `aPIGroup` is `apiGroup`, `ref` is `$ref`, `xKubernetesListType` is
  /// `x-kubernetes-list-type`, where the schema has such a field and none of the plain name.
  static String of(String field, Schema schema) {
    if (schema.property(field) != null) {
      return field;
    }
    return schema.properties().keySet().stream()
        .filter(name -> letters(name).equalsIgnoreCase(field))
        .findFirst()
        .orElse(field);
  }

  private static String letters(String name) {
    return name.replace("$", "").replace("-", "");
  }
}
