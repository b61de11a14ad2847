package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.federation.apiserver.FederationServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What strangers and the federation's own parts may not do, tried with nothing but HTTPS.
final class RightsIT {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

  @TempDir private static Path data;
  private static FederationServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static KubeconfigFile kubeconfig(String part) {
    return KubeconfigFile.read(data.resolve(part + ".kubeconfig"));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void strangersReadHealthAndVersionAndNothingElse(HttpClient.Version version) throws Exception {
    try (HttpsClient nobody = HttpsClient.withoutIdentity(kubeconfig("admin"), version)) {
      for (String path : List.of("/healthz", "/livez", "/readyz", "/version", "/version/")) {
        HttpResponse<String> answer = nobody.send("GET", path, "", "");
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
      }
      for (String path : forbiddenPaths()) {
        HttpResponse<String> answer = nobody.send("GET", path, "", "");
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(answer.body()).contains("system:anonymous");
      }
      for (String method : List.of("POST", "PUT", "DELETE")) {
        assertThat(nobody.send(method, "/healthz", "", "").statusCode()).as(method).isEqualTo(403);
      }
    }
  }

  private static List<String> forbiddenPaths() {
    return List.of(
        "/",
        "/healthz/",
        "/healthz/ping",
        "/livez/ping",
        "/readyz/ping",
        "/api",
        "/api/v1",
        "/apis",
        "/openapi/v2",
        "/openapi/v3",
        "/metrics",
        "/.well-known/openid-configuration",
        "/openid/v1/jwks",
        "/nothing",
        "/api/v1/secrets",
        "/api/v1/namespaces?watch=1",
        "/apis/federation.ubernetes.io/v1beta1/clusters");
  }

  @ParameterizedTest
  @CsvSource({
    "scheduler, GET, /api/v1/secrets",
    "scheduler, GET, /api/v1/namespaces/default/secrets/s",
    "scheduler, POST, /api/v1/namespaces/default/configmaps",
    "scheduler, POST, /apis/apps/v1/namespaces/default/replicasets",
    "scheduler, PUT, /apis/apps/v1/namespaces/default/replicasets/r",
    "scheduler, PUT, /apis/apps/v1/namespaces/default/replicasets/r/status",
    "scheduler, PUT, /apis/apps/v1/namespaces/default/replicasets/r/scale",
    "scheduler, DELETE, /api/v1/namespaces/n",
    "scheduler, PUT, /apis/federation.ubernetes.io/v1beta1/clusters/c",
    "scheduler, PUT, /apis/federation.ubernetes.io/v1beta1/clusters/c/status",
    "scheduler, DELETE, /apis/federation.ubernetes.io/v1beta1/clusters/c",
    "scheduler, POST, /apis/federation.ubernetes.io/v1beta1/namespaces/n/propagationpolicies",
    "scheduler, POST, /api/v1/namespaces/default/serviceaccounts/s/token",
    "scheduler, GET, /metrics",
    "controllers, POST, /api/v1/namespaces/default/secrets",
    "controllers, POST, /apis/apps/v1/namespaces/default/replicasets",
    "controllers, POST, /apis/batch/v1/namespaces/default/jobs",
    "controllers, POST, /apis/federation.ubernetes.io/v1beta1/clusters",
    "controllers, POST, /api/v1/namespaces/default/serviceaccounts/s/token",
    "controllers, POST, /apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "controllers, POST, /apis/authorization.k8s.io/v1/subjectaccessreviews",
    "controllers, POST, /apis/authentication.k8s.io/v1/tokenreviews",
    "controllers, GET, /logs",
  })
  void aPartIsRefusedWhatItDoesNotNeed(String part, String method, String path) throws Exception {
    assertThat(send(part, method, path, method.equals("GET") ? "" : "{}")).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"scheduler", "controllers"})
  void aPartGivesItselfNoMoreRights(String part) throws Exception {
    String role =
        """
        {"metadata":{"name":"mine"},
         "rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}
        """;
    String binding =
        """
        {"metadata":{"name":"mine"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin",
         "apiGroup":"rbac.authorization.k8s.io"}}
        """;

    assertThat(send(part, "POST", RBAC + "clusterroles", role)).isEqualTo(403);
    assertThat(send(part, "POST", RBAC + "clusterrolebindings", binding)).isEqualTo(403);
    // A role of its own that is there may not be widened either.
    String own = "system:ubernetes:" + part;
    assertThat(send(part, "PUT", RBAC + "clusterroles/" + own, role.replace("mine", own)))
        .isEqualTo(403);
  }

  private static int send(String part, String method, String path, String body) throws Exception {
    try (HttpsClient client = HttpsClient.withCertificate(kubeconfig(part))) {
      String type = body.isEmpty() ? "" : "application/json";
      return client.send(method, path, type, body).statusCode();
    }
  }

  @Test
  void onlyTheAdminIsAMaster() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(data)) {
      files = all.filter(file -> file.toString().endsWith(".kubeconfig")).toList();
    }

    assertThat(files).hasSizeGreaterThanOrEqualTo(3);
    for (Path file : files) {
      assertThat(holder(KubeconfigFile.read(file)).contains("O=system:masters"))
          .as(file.getFileName().toString())
          .isEqualTo(file.endsWith("admin.kubeconfig"));
    }
  }

  private static String holder(KubeconfigFile file) throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(file.certificatePem().getBytes(US_ASCII)));
    return certificate.getSubjectX500Principal().getName();
  }
}
