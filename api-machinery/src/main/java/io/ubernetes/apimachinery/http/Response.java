package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The answer to a request.
public sealed interface Response {

  int status();

  List<Header> headers();

  /// A response header.
  record Header(String name, String value) {}

  /// An answer that is all there. The body is the chunks one after the other; they are shared with
  /// others and never changed, and the edge writes them without joining them.
  record Full(int status, List<Header> headers, List<byte[]> body) implements Response {

    /// A refusal: its `Status`, and when to try again.
    public static Full error(ApiException refusal) {
      Full response = json(refusal.code(), refusal.status());
      Integer seconds = refusal.retryAfterSeconds();
      return seconds == null ? response : response.with("Retry-After", seconds.toString());
    }

    public static Full json(int status, JsonNode body) {
      return bytes(status, "application/json", Json.bytes(body));
    }

    public static Full bytes(int status, String contentType, byte[] body) {
      return new Full(status, List.of(new Header("Content-Type", contentType)), List.of(body));
    }

    public Full with(String name, String value) {
      List<Header> all = new ArrayList<>(headers);
      all.add(new Header(name, value));
      return new Full(status, List.copyOf(all), body);
    }

    /// Bytes of the body.
    public long length() {
      if (body instanceof Measured measured) {
        return measured.bytes();
      }
      long length = 0;
      for (byte[] chunk : body) {
        length += chunk.length;
      }
      return length;
    }
  }

  /// A list of chunks that are made anew each time they are asked for, and whose length together is
  /// known without making them.
  interface Measured {
    long bytes();
  }

  /// An answer that goes on, such as a watch. The edge calls `producer` once with the sink to write
  /// to, on the thread on which the request was handled; what is written follows the headers. A
  /// client that asks for a WebSocket gets each line as a text message instead: a line must end
  /// where a chunk ends.
  record Streaming(int status, List<Header> headers, Producer producer) implements Response {}

  /// Writes a stream.
  @FunctionalInterface
  interface Producer {
    void start(Sink sink);

    /// The stream will not be started: the client has asked for it in a way that cannot be.
    default void abandoned() {}
  }

  /// Where a stream is written to. Thread-safe; no method blocks.
  interface Sink {
    /// Queues chunks to be sent, in order. The chunks are never changed afterwards.
    ///
    /// @return how many bytes are queued but not yet taken by the connection; a producer with more
    ///   than its bound in the queue must stop, or end the stream. After the end of the stream
    ///   nothing is queued, and 0 returned
    long write(List<byte[]> chunks);

    /// Ends the stream when everything queued is sent.
    void end();

    /// Cuts the connection (HTTP/1.1) or resets the stream (HTTP/2): the client sees that the
    /// answer is not complete.
    void abort();

    /// Calls `action` once when the client has gone, or the stream has ended for any other reason;
    /// at once when that was before. It is called on an event loop, so it must not block.
    void onClose(Runnable action);

    /// Calls `action` each time the queue has become empty. It is called on an event loop, so it
    /// must not block; a second action takes the place of the first.
    void onDrain(Runnable action);
  }
}
