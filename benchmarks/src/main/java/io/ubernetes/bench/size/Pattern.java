package io.ubernetes.bench.size;

/// The ReplicaSet whose copies fill a store: as small as one is that runs a container, made larger
/// by an annotation.
final class Pattern {
  private Pattern() {}

  /// @param padding bytes by which it is larger than it need be
  static String of(String name, int padding) {
    return TEXT.replace("NAME", name).replace("PADDING", "x".repeat(padding));
  }

  private static final String TEXT =
      """
      {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"NAME",\
      "labels":{"app":"NAME","tier":"frontend"},"annotations":{"padding":"PADDING"}},\
      "spec":{"replicas":0,"selector":{"matchLabels":{"app":"NAME"}},"template":{"metadata":{\
      "labels":{"app":"NAME","tier":"frontend"}},"spec":{"containers":[{\
      "name":"web","image":"registry.example.com/storefront/web:1.27.3"}]}}}}\
      """;
}
