package io.ubernetes.bench.api;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/// Finds the marks in a stream of watch events: an update carries the time at which it was due, as
/// `~` and sixteen hexadecimal digits, in a place where no other text has a `~`. So an event is
/// seen and timed without being parsed, wherever the network cut it. Owned by the event loop of one
/// watch.
final class Marks {
  static final int DIGITS = 16;

  private static final byte SIGN = '~';
  private static final int RADIX = 16;

  private final Seen seen;
  private int digitsLeft;
  private long value;

  /// Is told of each mark.
  @FunctionalInterface
  interface Seen {
    void mark(long value);
  }

  Marks(Seen seen) {
    this.seen = seen;
  }

  static String of(long value) {
    String digits = Long.toHexString(value);
    return "~" + "0".repeat(DIGITS - digits.length()) + digits;
  }

  void accept(Buffer piece) {
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
