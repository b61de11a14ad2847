package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What a kubeconfig of the federation holds.
record KubeconfigFile(String server, String authorityPem, String certificatePem, String keyPem) {

  private static final YAMLMapper YAML = new YAMLMapper();

  static KubeconfigFile read(Path file) {
    JsonNode config = YAML.readTree(file.toFile());
    JsonNode cluster = config.path("clusters").path(0).path("cluster");
    JsonNode user = config.path("users").path(0).path("user");
    return new KubeconfigFile(
        cluster.path("server").asString(),
        decoded(cluster.path("certificate-authority-data")),
        decoded(user.path("client-certificate-data")),
        decoded(user.path("client-key-data")));
  }

  private static String decoded(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString()), US_ASCII);
  }

  /// The same server for a client that has nothing but a token.
  String withToken(String token) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: ubernetes
      cluster: {server: "%s", certificate-authority-data: "%s"}
    contexts:
    - name: ubernetes
      context: {cluster: ubernetes, user: stranger}
    users:
    - name: stranger
      user: {token: "%s"}
    current-context: ubernetes
    """
        .formatted(
            server, Base64.getEncoder().encodeToString(authorityPem.getBytes(US_ASCII)), token);
  }
}
