package io.ubernetes.apimachinery.pki;

import io.ubernetes.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// How a client reaches a server and proves who it is, as a file that kubectl and every Kubernetes
/// client reads: one cluster, one user, one context, certificates embedded.
///
/// @param cluster name of the cluster, and of the context
/// @param server URL of the server
/// @param authorityPem certificate of the authority that signed the server's
/// @param user name of the entry for the user; what a server sees is in the certificate
public record Kubeconfig(
    String cluster, String server, String authorityPem, String user, Credential credential) {

  private static final YAMLMapper YAML = new YAMLMapper();

  /// Writes the file, mode 0600, in place of the one that may be there.
  public void write(Path file) throws IOException {
    PrivateFiles.replace(file, toYaml());
  }

  public String toYaml() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: %1$s
      cluster:
        server: %2$s
        certificate-authority-data: %3$s
    users:
    - name: %4$s
      user:
        client-certificate-data: %5$s
        client-key-data: %6$s
    contexts:
    - name: %1$s
      context:
        cluster: %1$s
        user: %4$s
    current-context: %1$s
    """
        .formatted(
            quoted(cluster),
            quoted(server),
            base64(authorityPem),
            quoted(user),
            base64(credential.certificatePem()),
            base64(credential.keyPem()));
  }

  /// Reads a file that [#write] has written.
  ///
  /// @throws IOException in one line what is wrong with the file
  static Kubeconfig read(Path file) throws IOException {
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      JsonNode cluster = root.path("clusters").path(0);
      JsonNode user = root.path("users").path(0);
      String certificate = data(user.path("user").get("client-certificate-data"));
      return new Kubeconfig(
          cluster.path("name").asString(""),
          cluster.path("cluster").path("server").asString(""),
          data(cluster.path("cluster").get("certificate-authority-data")),
          user.path("name").asString(""),
          new Credential(
              Pem.readCertificates(certificate),
              Pem.readPrivateKey(data(user.path("user").get("client-key-data")))));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new IOException(file + " is not a usable kubeconfig: " + e.getMessage(), e);
    }
  }

  private static String data(@Nullable JsonNode node) {
    String text = node == null ? "" : node.asString("");
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A JSON string is a YAML string too, whatever it holds.
  private static String quoted(String text) {
    return Json.MAPPER.writeValueAsString(text);
  }

  @Override
  public String toString() {
    return "Kubeconfig[" + user + " at " + server + "]";
  }
}
