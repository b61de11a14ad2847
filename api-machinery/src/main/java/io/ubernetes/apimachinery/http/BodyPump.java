package io.ubernetes.apimachinery.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Moves chunks from a source to a response as fast as the client takes them, several small ones in
/// one write. Owned by its event loop.
final class BodyPump {
  /// One write: four TLS records, or four HTTP/2 frames.
  private static final int PIECE_BYTES = 64 * 1024;

  /// Written but not yet taken by the socket: enough to keep a fast client busy between two turns
  /// of the loop, little enough for a thousand slow ones.
  private static final int WINDOW_BYTES = 256 * 1024;

  /// After so much others on the same event loop get their turn.
  private static final int TURN_BYTES = 1024 * 1024;

  private final Context loop;
  private final HttpServerResponse response;
  private final Supplier<byte @Nullable []> source;
  private final Progress progress;

  private final List<byte[]> parts = new ArrayList<>();

  private byte @Nullable [] chunk;
  private int offset;
  private int inFlight;
  private long written;
  private long lastProgress;
  private boolean pumping;
  private boolean yielded;
  private boolean exhausted;
  private boolean failed;

  /// Told of what becomes of the bytes; called on the event loop.
  interface Progress {
    /// The connection has taken so many more bytes.
    void taken(int bytes);

    /// The source has no more for now, and all it had was taken.
    void emptied();

    /// The connection takes no more.
    void failed();
  }

  BodyPump(
      Context loop,
      HttpServerResponse response,
      Supplier<byte @Nullable []> source,
      Progress progress) {
    this.loop = loop;
    this.response = response;
    this.source = source;
    this.progress = progress;
  }

  /// Writes what the source has and the window allows.
  void pump() {
    if (pumping || yielded || failed) {
      return;
    }
    pumping = true;
    try {
      writeOneTurn();
    } finally {
      pumping = false;
    }
    if (exhausted && inFlight == 0 && !failed) {
      progress.emptied();
    }
  }

  private void writeOneTurn() {
    exhausted = false;
    int left = TURN_BYTES;
    while (inFlight < WINDOW_BYTES && left > 0 && !exhausted && !failed) {
      ByteBuf piece = nextPiece();
      if (piece == null) {
        exhausted = true;
      } else {
        left -= piece.readableBytes();
        write(piece);
      }
    }
    if (left <= 0 && !exhausted) {
      yielded = true;
      loop.runOnContext(nothing -> resume());
    }
  }

  /// Whether something was written that the client has not yet taken.
  boolean isWaiting() {
    return inFlight > 0;
  }

  /// When the client last took something, or was last given something after a rest
  /// ([System#nanoTime]).
  long lastProgress() {
    return lastProgress;
  }

  /// Bytes that the connection has taken.
  long written() {
    return written;
  }

  private void resume() {
    yielded = false;
    pump();
  }

  private void write(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (inFlight == 0) {
      lastProgress = System.nanoTime();
    }
    inFlight += bytes;
    response
        .write(BufferInternal.buffer(piece))
        .onComplete(result -> written(piece, bytes, result));
  }

  private void written(ByteBuf piece, int bytes, AsyncResult<Void> result) {
    inFlight -= bytes;
    // Vert.x writes a view that cannot be released, so the memory is this pump's until now.
    piece.release();
    if (failed) {
      return;
    }
    if (result.failed()) {
      failed = true;
      progress.failed();
      return;
    }
    written += bytes;
    lastProgress = System.nanoTime();
    progress.taken(bytes);
    pump();
  }

  /// The next chunks, as many as make one write; null when there are none for now.
  private @Nullable ByteBuf nextPiece() {
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

  /// One chunk is wrapped. Several are copied into memory from which the TLS engine reads without
  /// another copy; a composite buffer would be flattened on the heap first.
  private ByteBuf piece(int start, int size) {
    if (parts.size() == 1) {
      return Unpooled.wrappedBuffer(parts.getFirst(), start, size);
    }
    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(size, size);
    int from = start;
    for (byte[] part : parts) {
      piece.writeBytes(part, from, Math.min(part.length - from, piece.writableBytes()));
      from = 0;
    }
    return piece;
  }
}
