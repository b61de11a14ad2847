package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What Kubernetes' own admission plugins do to writes, as clients see it.
class PluginsTest extends OnAServer {

  private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";
  private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
  private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses";

  private static String claim(String name, String size) {
    return """
    {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "%s"},
     "spec": {"accessModes": ["ReadWriteOnce"],
              "resources": {"requests": {"storage": "%s"}}}}
    """
        .formatted(name, size);
  }

  /// Admission looks at caches, which follow the store.
  private void awaitListed(String path, String name) {
    Awaitility.await()
        .until(() -> server.get(path + "?resourceVersion=0").text().contains("\"" + name + "\""));
  }

  @Test
  void aClaimThatNamesNoClassGetsTheDefaultOne() {
    assertThat(server.post(CLAIMS, claim("before", "1Gi")).text("spec", "storageClassName"))
        .isEmpty();
    server.post(
        CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "x",
         "metadata": {"name": "gold",
           "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}
        """);
    awaitListed(CLASSES, "gold");
    assertThat(server.post(CLAIMS, claim("after", "1Gi")).text("spec", "storageClassName"))
        .isEqualTo("gold");
  }

  @Test
  void aClaimKeepsToTheLimitsOfItsNamespace() {
    server.post(
        "/api/v1/namespaces/default/limitranges",
        """
        {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "l"},
         "spec": {"limits": [{"type": "PersistentVolumeClaim", "max": {"storage": "2Gi"}}]}}
        """);
    awaitListed("/api/v1/namespaces/default/limitranges", "l");
    Answer refused = server.post(CLAIMS, claim("c", "3Gi"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("message"))
        .isEqualTo(
            "persistentvolumeclaims \"c\" is forbidden: maximum storage usage per"
                + " PersistentVolumeClaim is 2Gi, but request is 3Gi");
    assertThat(server.post(CLAIMS, claim("c", "2Gi")).status()).isEqualTo(201);
  }

  @Test
  void onePriorityAtMostIsTheDefault() {
    String priority =
        """
        {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 1,
         "globalDefault": true, "metadata": {"name": "%s"}}
        """;
    server.post(PRIORITIES, priority.formatted("one"));
    awaitListed(PRIORITIES, "one");
    Answer refused = server.post(PRIORITIES, priority.formatted("two"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("message"))
        .endsWith("PriorityClass one is already marked as default. Only one default can exist");
  }

  @Test
  void templatesThatBreakTheStandardOfTheirNamespaceAreWarnedOf() {
    String namespace =
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "strict",
         "labels": {"pod-security.kubernetes.io/warn": "%s"}}}
        """;
    assertThat(server.post("/api/v1/namespaces", namespace.formatted("stern")).text("message"))
        .contains("must be one of privileged, baseline, restricted");
    server.post("/api/v1/namespaces", namespace.formatted("baseline"));
    Answer made =
        server.post(
            "/apis/apps/v1/namespaces/strict/replicasets",
            """
            {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "r"},
             "spec": {"selector": {"matchLabels": {"a": "b"}},
               "template": {"metadata": {"labels": {"a": "b"}},
                 "spec": {"hostNetwork": true, "containers": [{"name": "c", "image": "i"}]}}}}
            """);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry(
            "Warning",
            "299 - \"would violate PodSecurity \\\"baseline:latest\\\": host namespaces"
                + " (hostNetwork=true)\"");
  }
}
