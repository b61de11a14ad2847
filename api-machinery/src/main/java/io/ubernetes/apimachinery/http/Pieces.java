package io.ubernetes.apimachinery.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes of the chunks of a body what is written at once: several small ones together, a large one
/// in parts. Owned by its event loop.
final class Pieces implements Supplier<@Nullable ByteBuf> {
  /// One write: four TLS records, or four HTTP/2 frames.
  private static final int PIECE_BYTES = 64 * 1024;

  private final Supplier<byte @Nullable []> source;
  private final List<byte[]> parts = new ArrayList<>();
  private byte @Nullable [] chunk;
  private int offset;

  Pieces(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  /// The next chunks, as many as make one write; null when there are none for now.
  @Override
  public @Nullable ByteBuf get() {
    int start = offset;
    int size = 0;
    while (size < PIECE_BYTES) {
      byte[] from = chunk != null ? chunk : source.get();
      if (from == null) {
        break;
      }
      parts.add(from);
      int take = Math.min(from.length - offset, PIECE_BYTES - size);
      size += take;
      offset += take;
      chunk = offset < from.length ? from : null;
      offset = chunk == null ? 0 : offset;
    }
    ByteBuf piece = size == 0 ? null : piece(start, size);
    parts.clear();
    return piece;
  }

  private ByteBuf piece(int start, int size) {
    return parts.size() == 1
        ? Unpooled.wrappedBuffer(parts.getFirst(), start, size)
        : joined(parts, start, size);
  }

  /// Several chunks are copied into memory from which the TLS engine reads without another copy; a
  /// composite buffer would be flattened on the heap first.
  ///
  /// @param start in the first of them
  static ByteBuf joined(List<byte[]> parts, int start, int size) {
    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(size, size);
    int from = start;
    for (byte[] part : parts) {
      piece.writeBytes(part, from, Math.min(part.length - from, piece.writableBytes()));
      from = 0;
    }
    return piece;
  }
}
