package io.ubernetes.bench.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaunchTest {
  @TempDir private Path directory;

  @Test
  void aProcessIsWaitedForUntilItHasPrintedAllAndEndsWhenItIsClosed() throws IOException {
    ProcessHandle process;
    try (Launch launch = sh("echo it is ready; echo that is ready; exec sleep 600")) {
      launch.awaitPrinted("is ready", 2);
      process = ProcessHandle.of(launch.pid()).orElseThrow();
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aProcessThatEndsTooSoonIsToldWithItsLastWords() throws IOException {
    try (Launch launch = sh("echo begun; echo the port is in use >&2; exit 1")) {
      assertThatThrownBy(() -> launch.awaitPrinted("is ready", 1))
          .isInstanceOf(IOException.class)
          .hasMessage("test has ended: the port is in use");
    }
  }

  @Test
  void aCommandThatFailsIsToldWithItsLastWords() throws IOException {
    try (Launch launch = sh("true")) {
      launch.awaitSuccess();
    }
    try (Launch launch = sh("echo no such member; exit 2")) {
      assertThatThrownBy(launch::awaitSuccess)
          .isInstanceOf(IOException.class)
          .hasMessage("test failed: no such member");
    }
  }

  private Launch sh(String script) throws IOException {
    return Launch.start("test", List.of("sh", "-c", script), directory);
  }
}
