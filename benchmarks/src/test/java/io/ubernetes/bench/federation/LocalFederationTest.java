package io.ubernetes.bench.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.bench.report.ProcessCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LocalFederationTest {
  @TempDir private Path directory;
  private Path ubernetes = Path.of("");

  /// As the launcher does, with the classes of this build.
  @BeforeEach
  void writeCommand() throws IOException {
    String script =
        """
        #!/bin/sh
        exec "%s" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
          -XX:TieredStopAtLevel=1 -cp "%s" io.ubernetes.cli.Main "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"));
    ubernetes = Files.writeString(directory.resolve("ubernetes"), script);
    Files.setPosixFilePermissions(ubernetes, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aFederationOnTheEmbeddedStoreRunsWithItsMembersUntilItIsClosed() throws IOException {
    Path home = directory.resolve("federation");
    LocalFederation federation =
        LocalFederation.onEmbeddedStore(new Programs(ubernetes, Path.of("etcd")), home);
    try (federation) {
      federation.startTheRest(2, 1);
      assertThat(federation.adminKubeconfig()).isRegularFile();
      assertThat(federation.memberKubeconfigs(2)).allSatisfy(file -> assertThat(file).exists());
      List<ProcessCost> costs = federation.processes().begin().end();
      assertThat(costs)
          .extracting(ProcessCost::name)
          .containsExactly("bench", "apiserver", "members", "scheduler", "controllers");
      assertThat(costs).allSatisfy(cost -> assertThat(cost.residentBytes()).isPositive());
    }
    assertThat(federation.processes().begin().end())
        .extracting(ProcessCost::name)
        .containsExactly("bench");
  }

  @Test
  void whatCannotStartLeavesNothingRunning() {
    Path missing = directory.resolve("no-etcd");
    long before = ProcessHandle.current().descendants().count();
    assertThatThrownBy(() ->
            LocalFederation.onEtcd(new Programs(ubernetes, missing), directory.resolve("none")))
        .isInstanceOf(IOException.class);
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }
}
