package io.ubernetes.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartsTest {

  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @AfterEach
  void forgetTheInterrupt() {
    boolean _ = Thread.interrupted();
  }

  @Test
  void theLastOneIsClosedFirstAndEachOnce() {
    parts.add(() -> closed.add("first"));
    parts.add(() -> closed.add("second"));
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersOpen() {
    parts.add(() -> closed.add("first"));
    parts.add(() -> {
      throw new IllegalStateException("by the test");
    });
    parts.close();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void anInterruptDisturbsNoPartAndIsNotLost() {
    parts.add(() -> closed.add("first, interrupted: " + Thread.currentThread().isInterrupted()));
    parts.add(() -> {
      throw new InterruptedException("by the test");
    });
    Thread.currentThread().interrupt();
    parts.close();
    assertThat(closed).containsExactly("first, interrupted: false");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
