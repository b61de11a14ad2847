package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "apiserver",
        "scheduler",
        "controllers",
        "simulator",
        "join",
        "unjoin",
        "version",
        "warm-up"
      })
  void everyCommandHasHelp(String command) {
    Invocation help = Invocation.of(command, "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: ubernetes " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void helpNamesEveryCommandForPeopleAndNoOther() {
    assertThat(Invocation.of("--help").out())
        .contains("demo", "up", "apiserver", "scheduler", "controllers", "simulator")
        .contains("join", "unjoin", "version")
        .doesNotContain("warm-up");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(Invocation.of("version").out())
        .matches("Ubernetes \\d+\\.\\d+\\S* \\(Java 25.*\\)\\R");
    assertThat(Invocation.of("--version").out()).matches("Ubernetes \\d+\\.\\d+\\S*\\R");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"|which command",
        "fly|'fly'",
        "up --prot 1|'--prot'",
        "up --port x|'x' is not an int",
        "up --port 70000|70000",
        "up --etcd nowhere|'nowhere'",
        "up --log-level loud|loud",
        "apiserver|--data-dir",
        "simulator|--data-dir",
        "simulator --data-dir /tmp/x --clusters 0|at least one",
        "join|NAME",
        "join a|--member-kubeconfig",
        "join a --member-kubeconfig /nosuch|/nosuch",
        "join A_ --member-kubeconfig /nosuch|/nosuch",
        "join a --member-kubeconfig /nosuch --taint b|'b'",
        "join a --member-kubeconfig /nosuch --taint b:Sometimes|'b:Sometimes'",
        "join a --member-kubeconfig /nosuch --label b|'--label'",
        "join a --member-kubeconfig /nosuch --label -b=c|label key -b",
        "scheduler --kubeconfig /nosuch|/nosuch",
        "controllers --kubeconfig /nosuch|/nosuch",
        "unjoin a --kubeconfig /nosuch|/nosuch"
      })
  void aWrongCommandGetsOneLineAndExitCode2(String line, String contained) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

    Invocation.of(arguments).assertFailedInOneLine(2, contained);
  }

  @Test
  void aFileThatIsNoKubeconfigGetsOneLineAndExitCode2(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("k"), "just: [text");

    Invocation.of("scheduler", "--kubeconfig", file.toString())
        .assertFailedInOneLine(2, file.toString(), "no kubeconfig");
  }

  @Test
  void aPortInUseGetsOneLineAndExitCode1(@TempDir Path directory) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Invocation.of("apiserver", "--data-dir", directory.toString(), "--port", port)
          .assertFailedInOneLine(1, port, "in use");
      Invocation.of("up", "--data-dir", directory.toString(), "--port", port)
          .assertFailedInOneLine(1, port, "in use");
    }
  }

  @Test
  void aDataDirectoryThatIsAFileGetsOneLineAndExitCode1(@TempDir Path directory)
      throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    Invocation.of("up", "--data-dir", file.toString()).assertFailedInOneLine(1, file.toString());
    Invocation.of("apiserver", "--data-dir", file.toString())
        .assertFailedInOneLine(1, file.toString());
  }

  @Test
  void verboseShowsWhereItWentWrong(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(Invocation.of("up", "--verbose", "--data-dir", file.toString()).err())
        .contains("at io.ubernetes.cli");
  }
}
