package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The lines of one watch. A network thread puts pieces of the body in, the reader takes them out;
/// it asks for one more piece for each that it has taken, so that never more than a few wait.
final class WatchStream implements Watch {

  /// Pieces that may wait for the reader; each has at most one TLS record or HTTP/2 frame.
  private static final int PIECES_AHEAD = 16;

  /// A line is one object; servers refuse objects of more than a few megabytes.
  private static final int MAX_LINE_BYTES = 64 << 20;

  /// What the network thread tells the reader.
  private sealed interface Piece {
    record Bytes(ByteBuffer buffer) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable cause) implements Piece {}
  }

  private final String what;
  private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile AsyncBody.@Nullable Consumer<List<ByteBuffer>> diversion;
  private volatile @Nullable AsyncBody body;

  // Owned by the reader.
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private byte[] line = new byte[8192];
  private int lineLength;

  WatchStream(String what) {
    this.what = what;
  }

  /// Called by the network thread.
  void accept(List<ByteBuffer> buffers, AsyncBody source) throws Exception {
    AsyncBody.Consumer<List<ByteBuffer>> elsewhere = diversion;
    if (elsewhere != null) {
      elsewhere.consume(buffers, source);
      return;
    }
    for (ByteBuffer buffer : buffers) {
      pieces.add(new Piece.Bytes(buffer));
    }
  }

  /// Sends the body somewhere else, before any of it was asked for: it is no watch but a refusal.
  void divert(AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    diversion = consumer;
  }

  void begin(AsyncBody source) {
    body = source;
    var _ =
        source
            .done()
            .whenComplete((done, failure) ->
                pieces.add(failure == null ? new Piece.End() : new Piece.Broken(failure)));
    for (int i = 0; i < PIECES_AHEAD; i++) {
      source.consume();
    }
  }

  @Override
  public WatchEvent next(Duration patience) {
    while (true) {
      while (!takeLine()) {
        if (!takePiece(patience)) {
          return new WatchEvent.Ended();
        }
      }
      if (lineLength > 0) {
        ObjectNode json = Answer.parseEvent(line, lineLength);
        lineLength = 0;
        return event(json);
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pieces.add( // before the cancel, which the network thread reports as a fault
          new Piece.Broken(
              ApiClientException.noAnswer(ApiClientException.CLOSED, what + ": closed", null)));
      AsyncBody source = body;
      if (source != null) {
        source.cancel();
      }
    }
  }

  /// Moves bytes up to the next line feed; true when the line is whole.
  private boolean takeLine() {
    byte[] array = piece.array();
    int from = piece.arrayOffset() + piece.position();
    int end = piece.arrayOffset() + piece.limit();
    int at = from;
    while (at < end && array[at] != '\n') {
      at++;
    }
    appendToLine(array, from, at - from);
    boolean whole = at < end;
    piece.position(at - piece.arrayOffset() + (whole ? 1 : 0));
    return whole;
  }

  private void appendToLine(byte[] source, int offset, int size) {
    if (size > MAX_LINE_BYTES - lineLength) {
      throw ApiClientException.noAnswer(
          ApiClientException.UNREACHABLE, what + ": an event is too large", null);
    }
    if (line.length < lineLength + size) {
      line = Arrays.copyOf(line, Math.max(lineLength + size, 2 * line.length));
    }
    System.arraycopy(source, offset, line, lineLength, size);
    lineLength += size;
  }

  /// Waits for the next piece; false at the end of the stream.
  private boolean takePiece(Duration patience) {
    return switch (poll(patience)) {
      case Piece.Bytes(ByteBuffer buffer) -> {
        piece = buffer.hasArray() ? buffer : copy(buffer);
        AsyncBody source = body;
        if (source != null) {
          source.consume();
        }
        yield true;
      }
      case Piece.End end -> {
        pieces.add(end); // whoever asks again gets the same answer
        yield false;
      }
      case Piece.Broken broken -> {
        pieces.add(broken);
        throw broken.cause() instanceof ApiClientException known
            ? known
            : Exchange.broken(what, broken.cause());
      }
    };
  }

  private Piece poll(Duration patience) {
    try {
      Piece next = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw ApiClientException.noAnswer(
            ApiClientException.TIMEOUT, what + ": nothing came for " + patience, null);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiClientException.noAnswer(
          ApiClientException.INTERRUPTED, what + ": interrupted while waiting", e);
    }
  }

  private WatchEvent event(ObjectNode json) {
    if (!(json.get("object") instanceof ObjectNode object)) {
      throw ApiClientException.noAnswer(
          ApiClientException.UNREACHABLE, what + ": an event without an object", null);
    }
    String type = Json.text(json, "type");
    return switch (type) {
      case "ADDED" -> new WatchEvent.Added(new ApiObject(object));
      case "MODIFIED" -> new WatchEvent.Modified(new ApiObject(object));
      case "DELETED" -> new WatchEvent.Deleted(new ApiObject(object));
      case "BOOKMARK" -> new WatchEvent.Bookmark(new ApiObject(object).resourceVersion());
      case "ERROR" -> throw ApiClientException.of(object);
      default ->
          throw ApiClientException.noAnswer(
              ApiClientException.UNREACHABLE, what + ": unknown event type " + type, null);
    };
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
    copy.put(buffer).flip();
    return copy;
  }
}
