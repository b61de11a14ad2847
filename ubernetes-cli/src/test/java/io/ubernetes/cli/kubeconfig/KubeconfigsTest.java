package io.ubernetes.cli.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {

  @TempDir private Path directory = Path.of("");

  @Test
  void theCurrentContextIsTaken() throws IOException {
    KubeconfigContext context = Kubeconfigs.read(file("a"), "");

    assertThat(context.server()).isEqualTo("https://a:6443");
    assertThat(context.caPem()).isEqualTo("the authority");
    assertThat(context.verification()).isEqualTo(KubeconfigContext.Verification.CHECKED);
    assertThat(context.text()).contains("secret-of-a");
    assertThat(context.toString()).doesNotContain("secret");
  }

  @Test
  void aContextThatIsNotThereIsToldWithThoseThatAre() throws IOException {
    Path file = file("a");

    assertThatThrownBy(() -> Kubeconfigs.read(file, "b"))
        .isInstanceOf(KubeconfigException.class)
        .hasMessage(file + " has no context b (it has: a)");
  }

  @Test
  void ofSeveralFilesTheFirstThatSaysSomethingWins() throws IOException {
    String list =
        file("a")
            + File.pathSeparator
            + directory.resolve("absent")
            + File.pathSeparator
            + file("b");
    Map<String, String> environment = Map.of("KUBECONFIG", list);

    assertThat(Kubeconfigs.fromEnvironment(environment, "").server()).isEqualTo("https://a:6443");
    assertThat(Kubeconfigs.fromEnvironment(environment, "b").server()).isEqualTo("https://b:6443");
    assertThat(Kubeconfigs.fromEnvironment(environment, "b").text()).doesNotContain("secret-of-a");
  }

  @Test
  void withoutAVariableItIsTheFileInTheHomeFolder() throws IOException {
    Path usual = directory.resolve(".kube").resolve("config");
    Files.createDirectories(usual.getParent());
    Files.move(file("home"), usual);

    assertThat(Kubeconfigs.fromEnvironment(Map.of("HOME", directory.toString()), "").server())
        .isEqualTo("https://home:6443");
  }

  @Test
  void whereThereIsNoneAtAllEveryPlaceIsNamed() {
    assertThatThrownBy(() -> Kubeconfigs.fromEnvironment(Map.of("HOME", directory.toString()), ""))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageContainingAll("--kubeconfig", "KUBECONFIG", ".kube/config");
    assertThatThrownBy(() -> Kubeconfigs.fromEnvironment(Map.of("KUBECONFIG", "/nosuch"), ""))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageContaining("/nosuch");
  }

  @Test
  void filesAreLookedForBesideTheKubeconfig() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), "an authority in a file");
    Path file =
        Files.writeString(
            directory.resolve("k"),
            """
            clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: ca.pem}}]
            users: [{name: u, user: {client-key: keys/k.pem, exec: {command: ./login}}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);

    KubeconfigContext context = Kubeconfigs.read(file, "");

    assertThat(context.caPem()).isEqualTo("an authority in a file");
    assertThat(context.text())
        .contains(
            directory.resolve("keys/k.pem").toString(), directory.resolve("login").toString());
  }

  @Test
  void whatIsBrokenIsToldWithoutWhatIsInIt() throws IOException {
    Path file = Files.writeString(directory.resolve("k"), "users:\n- token: [hunter2\n  x: }");

    assertThatThrownBy(() -> Kubeconfigs.read(file, ""))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageContaining(file + " is no kubeconfig")
        .hasMessageNotContaining("hunter2");
  }

  private Path file(String name) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        """
        apiVersion: v1
        kind: Config
        current-context: %1$s
        contexts: [{name: %1$s, context: {cluster: %1$s, user: %1$s}}]
        clusters:
        - name: %1$s
          cluster: {server: 'https://%1$s:6443', certificate-authority-data: dGhlIGF1dGhvcml0eQ==}
        users: [{name: %1$s, user: {token: secret-of-%1$s}}]
        """
            .formatted(name));
  }
}
