package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    assertThat(Failures.oneLine(new IOException("first \n  second\r\nthird\n")))
        .isEqualTo("first second third");
  }

  @Test
  void aFileNameAloneIsNoMessage() {
    assertThat(Failures.oneLine(new AccessDeniedException("/data")))
        .isEqualTo("/data: access denied");
  }

  @Test
  void theReasonOfTheFileSystemIsKept() {
    assertThat(Failures.oneLine(new FileSystemException("/data", null, "Read-only file system")))
        .isEqualTo("/data: Read-only file system");
  }

  @Test
  void aFailureWithoutMessageIsNamedByItsType() {
    assertThat(Failures.oneLine(new IllegalStateException())).isEqualTo("illegal state");
  }
}
