package io.ubernetes.apimachinery.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Moves pieces from a source to a connection as fast as the client takes them. Owned by its event
/// loop.
final class BodyPump {
  /// Written but not yet taken by the socket: enough to keep a fast client busy between two turns
  /// of the loop, little enough for a thousand slow ones.
  private static final int WINDOW_BYTES = 256 * 1024;

  /// After so much others on the same event loop get their turn.
  private static final int TURN_BYTES = 1024 * 1024;

  private final Context loop;
  private final Function<Buffer, Future<Void>> target;
  private final Supplier<@Nullable ByteBuf> source;
  private final Progress progress;

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

  /// @param target one write
  /// @param source what makes one write; null when there is nothing for now
  BodyPump(
      Context loop,
      Function<Buffer, Future<Void>> target,
      Supplier<@Nullable ByteBuf> source,
      Progress progress) {
    this.loop = loop;
    this.target = target;
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
      ByteBuf piece = source.get();
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
    target.apply(BufferInternal.buffer(piece)).onComplete(result -> written(piece, bytes, result));
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
}
