package io.ubernetes.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: second
      contexts:
      - {name: first, context: {cluster: a, user: a}}
      - {name: second, context: {cluster: b, user: b}}
      clusters:
      - {name: a, cluster: {server: "https://a.example.com"}}
      - {name: b, cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.crt}}
      users:
      - {name: b, user: {client-certificate-data: Y2VydA==, client-key-data: a2V5, token: secret}}
      """;

  @TempDir private Path directory;

  @Test
  void theCurrentContextIsRead() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), "ca");
    Endpoint endpoint = read(KUBECONFIG);
    assertThat(endpoint.port()).isEqualTo(6443);
    assertThat(endpoint.isLoopback()).isTrue();
    assertThat(endpoint.certificateAuthority()).hasToString("ca");
    assertThat(endpoint.certificate()).hasToString("cert");
    assertThat(endpoint.key()).hasToString("key");
    assertThat(endpoint.token()).isEqualTo("secret");
  }

  @Test
  void aCredentialIsNotPrinted() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), "ca");
    assertThat(read(KUBECONFIG).toString()).doesNotContain("secret", "key");
  }

  @Test
  void aContextThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> read(KUBECONFIG.replace("current-context: second", "")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("no context named \"\"");
    assertThatThrownBy(() -> read("[1, 2]")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{")).isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> read(KUBECONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("names ca.crt, which cannot be read");
  }

  @Test
  void aServerWithoutTlsIsRefused() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), "ca");
    String plain = KUBECONFIG.replace("https://127.0.0.1:6443", "http://127.0.0.1:8080");
    assertThatThrownBy(() -> read(plain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not an https URL");
  }

  private Endpoint read(String kubeconfig) throws IOException {
    return Endpoint.read(Files.writeString(directory.resolve("config"), kubeconfig));
  }
}
