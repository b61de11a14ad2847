package io.ubernetes.integration;

/// Manifests as a user writes them.
final class Manifests {

  private Manifests() {}

  /// Pods of it ask for 100m of CPU each.
  static String replicaSet(String name, int replicas) {
    return """
    apiVersion: apps/v1
    kind: ReplicaSet
    metadata:
      name: %1$s
    spec:
      replicas: %2$d
      selector:
        matchLabels: {app: %1$s}
      template:
        metadata:
          labels: {app: %1$s}
        spec:
          containers:
          - name: %1$s
            image: example/web:1
            resources:
              requests: {cpu: 100m}
    """
        .formatted(name, replicas);
  }
}
