package io.ubernetes.apimachinery.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// The body of one request while it comes in. It takes memory for what has come, and from what all
/// bodies together may take. Owned by the event loop of its connection.
final class IncomingBody {
  private static final byte[] NOTHING = {};

  private final Load load;
  private final int maxBytes;
  private byte[] bytes = NOTHING;
  private int length;
  private int reservedBytes;

  /// What became of a chunk. When it was not taken, nothing is kept of those before it either.
  enum Outcome {
    TAKEN,
    /// The body is larger than any may be.
    TOO_LARGE,
    /// The bodies that are under way take all the memory that there is for them.
    NO_ROOM
  }

  IncomingBody(Load load, int maxBytes) {
    this.load = load;
    this.maxBytes = maxBytes;
  }

  Outcome take(Buffer chunk) {
    int needed = length + chunk.length();
    if (needed > maxBytes) {
      release();
      return Outcome.TOO_LARGE;
    }
    if (needed > bytes.length && !grow(needed)) {
      release();
      return Outcome.NO_ROOM;
    }
    chunk.getBytes(0, chunk.length(), bytes, length);
    length = needed;
    return Outcome.TAKEN;
  }

  /// The declared length is not believed: memory is given for what has come.
  private boolean grow(int needed) {
    int capacity = length == 0 ? needed : Math.min(Math.max(needed, bytes.length * 2), maxBytes);
    if (!load.reserveBody(capacity - reservedBytes)) {
      return false;
    }
    reservedBytes = capacity;
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  /// All that has come. It is not copied when it fills its memory.
  byte[] whole() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /// Forgets the body and gives the memory back. Harmless when called again.
  void release() {
    load.releaseBody(reservedBytes);
    reservedBytes = 0;
    bytes = NOTHING;
    length = 0;
  }
}
