package io.ubernetes.bench.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramsTest {
  private static final String PROPERTY = "ubernetes.command";

  @TempDir private Path directory;
  private Path bin = Path.of("");
  private Path etcd = Path.of("");
  private Path ubernetes = Path.of("");

  @BeforeEach
  void install() throws IOException {
    bin = Files.createDirectory(directory.resolve("bin"));
    etcd = program(bin.resolve("etcd"));
    ubernetes = program(directory.resolve("ubernetes"));
    System.setProperty(PROPERTY, ubernetes.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void etcdIsFoundOnThePath() throws IOException {
    Map<String, String> environment = Map.of("PATH", "/nonexistent:" + bin);
    assertThat(Programs.find(environment)).isEqualTo(new Programs(ubernetes, etcd));
  }

  @Test
  void theEtcdThatIsNamedIsPreferred() throws IOException {
    Path other = program(directory.resolve("etcd-of-another-version"));
    Map<String, String> environment = Map.of("ETCD", other.toString(), "PATH", bin.toString());
    assertThat(Programs.find(environment).etcd()).isEqualTo(other);
  }

  @Test
  void aDirectoryOfThatNameIsNoProgram() {
    Map<String, String> environment = Map.of("ETCD", directory.toString(), "PATH", "");
    assertThatThrownBy(() -> Programs.find(environment))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no etcd");
  }

  @Test
  void withoutTheLauncherItIsSaidHowToStart() {
    System.clearProperty(PROPERTY);
    assertThatThrownBy(() -> Programs.find(Map.of("PATH", bin.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ubernetes bench");
  }

  private static Path program(Path path) throws IOException {
    Files.createFile(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
