package io.ubernetes.bench.load;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/// Finds the marks in a stream of watch events: an object carries a number, such as the time of its
/// update, as `~` and sixteen hexadecimal digits in an annotation, where no other text has a `~`.
/// So an event is seen without being parsed, wherever the network cut it. Owned by the event loop
/// of one watch.
public final class Marks {
  private static final int DIGITS = 16;

  private static final byte SIGN = '~';
  private static final int RADIX = 16;

  private final Seen seen;
  private int digitsLeft;
  private long value;

  /// Is told of each mark.
  @FunctionalInterface
  public interface Seen {
    void mark(long value);
  }

  public Marks(Seen seen) {
    this.seen = seen;
  }

  public static String of(long value) {
    String digits = Long.toHexString(value);
    return "~" + "0".repeat(DIGITS - digits.length()) + digits;
  }

  public void accept(Buffer piece) {
    ByteBuf bytes = ((BufferInternal) piece).getByteBuf();
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (digitsLeft > 0) {
        value = value * RADIX + Character.digit(bytes.getByte(at), RADIX);
        at++;
        digitsLeft--;
        if (digitsLeft == 0) {
          seen.mark(value);
        }
      } else {
        int sign = bytes.indexOf(at, end, SIGN);
        if (sign < 0) {
          return;
        }
        at = sign + 1;
        digitsLeft = DIGITS;
        value = 0;
      }
    }
  }
}
