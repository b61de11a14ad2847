package io.ubernetes.apimachinery.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the messages of a WebSocket out of the chunks of a stream: each message is a line, and
/// ends with the chunk that ends the line. Owned by its event loop.
final class Messages implements Supplier<@Nullable ByteBuf> {
  private final Supplier<byte @Nullable []> source;

  /// Of a message whose end has not come yet.
  private final List<byte[]> parts = new ArrayList<>();

  Messages(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  /// The next whole message; null when there is none for now.
  @Override
  public @Nullable ByteBuf get() {
    for (byte[] chunk = source.get(); chunk != null; chunk = source.get()) {
      parts.add(chunk);
      if (chunk.length > 0 && chunk[chunk.length - 1] == '\n') {
        return message();
      }
    }
    return null;
  }

  private ByteBuf message() {
    ByteBuf message = Unpooled.wrappedBuffer(parts.toArray(byte[][]::new));
    parts.clear();
    return message;
  }
}
