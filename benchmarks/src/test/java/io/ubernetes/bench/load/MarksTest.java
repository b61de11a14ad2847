package io.ubernetes.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarksTest {
  private static final String STREAM =
      "{\"due\":\"" + Marks.of(1) + "\"}\n{}\n{\"due\":\"" + Marks.of(Long.MAX_VALUE) + "\"}\n";

  @Test
  void aMarkIsSeenWhereverTheStreamIsCut() {
    for (int size = 1; size <= STREAM.length(); size++) {
      assertThat(marks(STREAM, size)).containsExactly(1L, Long.MAX_VALUE);
    }
  }

  @Test
  void anEventWithoutAMarkIsNotCounted() {
    assertThat(marks("{\"type\":\"BOOKMARK\"}\n", 8)).isEmpty();
  }

  private static List<Long> marks(String stream, int size) {
    List<Long> seen = new ArrayList<>();
    Marks marks = new Marks(seen::add);
    for (int at = 0; at < stream.length(); at += size) {
      marks.accept(Buffer.buffer(stream.substring(at, Math.min(stream.length(), at + size))));
    }
    return seen;
  }
}
