package io.ubernetes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchCommandTest {
  @TempDir private Path directory;
  private final StringWriter errors = new StringWriter();

  @Test
  void aServerElsewhereIsNotLoadedUnlessItIsOwned() throws IOException {
    Path kubeconfig =
        Files.writeString(
            directory.resolve("config"),
            """
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://192.0.2.1:6443"}}]
            users: [{name: u, user: {token: t}}]
            """);
    assertThat(run("api", "--kubeconfig", kubeconfig.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("is not on this machine").hasLineCount(1);
  }

  @Test
  void aMissingFileIsOneLine() {
    assertThat(run("api", "--kubeconfig", "absent")).isEqualTo(2);
    assertThat(errors.toString()).hasLineCount(1);
  }

  @Test
  void allWithoutTheLauncherIsOneLine() {
    assertThat(run("all")).isEqualTo(1);
    assertThat(errors.toString()).contains("ubernetes bench").hasLineCount(1);
  }

  @Test
  void aServerToCompareWithIsCheckedBeforeAnythingIsStarted() {
    assertThat(run("all", "--kube-apiserver-kubeconfig", "absent")).isEqualTo(2);
    assertThat(errors.toString()).contains("absent").hasLineCount(1);
  }

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(errors, true));
    command.setOut(new PrintWriter(new StringWriter()));
    return command.execute(arguments);
  }
}
