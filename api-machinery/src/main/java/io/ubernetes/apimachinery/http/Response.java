package io.ubernetes.apimachinery.http;

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
  }

  /// An answer that goes on, such as a watch. When the headers are out the edge calls `producer`
  /// once with the sink to write to.
  record Streaming(int status, List<Header> headers, Producer producer) implements Response {}

  /// Writes a stream.
  @FunctionalInterface
  interface Producer {
    void start(Sink sink);
  }

  /// Where a stream is written to. Thread-safe; no method blocks.
  interface Sink {
    /// Queues chunks to be sent, in order. The chunks are never changed afterwards.
    ///
    /// @return how many bytes are queued but not yet taken by the connection; a producer with more
    ///   than its bound in the queue must stop, or end the stream
    long write(List<byte[]> chunks);

    /// Ends the stream when everything queued is sent.
    void end();

    /// Cuts the connection (HTTP/1.1) or resets the stream (HTTP/2): the client sees that the
    /// answer is not complete.
    void abort();

    /// Calls `action` once when the client has gone, or the stream has ended for any other reason;
    /// at once when that was before.
    void onClose(Runnable action);

    /// Calls `action` each time the queue has become empty.
    void onDrain(Runnable action);
  }
}
