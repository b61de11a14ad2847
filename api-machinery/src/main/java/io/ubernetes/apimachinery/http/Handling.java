package io.ubernetes.apimachinery.http;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Has a request handled where it belongs: what can be answered from memory at once, on the event
/// loop; all else, and the compression of answers, on a virtual thread, as long as not too many are
/// under way. Stateless.
final class Handling {
  private final Listener listener;
  private final Consumer<Response.Full> whole;
  private final BiConsumer<Request, Response.Streaming> stream;

  /// @param whole takes an answer that is all there, on the event loop
  /// @param stream takes one that is to be produced, on the thread that has handled the request
  Handling(
      Listener listener,
      Consumer<Response.Full> whole,
      BiConsumer<Request, Response.Streaming> stream) {
    this.listener = listener;
    this.whole = whole;
    this.stream = stream;
  }

  /// On the event loop.
  ///
  /// @return false when too many are under way: the request is not handled
  boolean begin(Request request) {
    if (listener.answersFromMemory(request)) {
      answerFromMemory(request);
      return true;
    }
    boolean room = listener.load().enter();
    if (room) {
      listener.threads().execute(() -> handle(request));
    }
    return room;
  }

  private void answerFromMemory(Request request) {
    switch (listener.handle(request)) {
      case Response.Full full -> {
        if (Gzip.isFor(request, full) && listener.load().enter()) {
          listener.threads().execute(() -> compress(full));
        } else {
          whole.accept(full);
        }
      }
      case Response.Streaming streaming -> stream.accept(request, streaming);
    }
  }

  /// On a virtual thread.
  private void handle(Request request) {
    Response answer;
    try {
      answer = listener.handle(request);
      if (answer instanceof Response.Full full && Gzip.isFor(request, full)) {
        answer = Gzip.compress(full);
      }
    } finally {
      listener.load().leave();
    }
    switch (answer) {
      case Response.Full full -> listener.loop().runOnContext(nothing -> whole.accept(full));
      case Response.Streaming streaming -> stream.accept(request, streaming);
    }
  }

  /// On a virtual thread.
  private void compress(Response.Full full) {
    Response.Full small;
    try {
      small = Gzip.compress(full);
    } finally {
      listener.load().leave();
    }
    listener.loop().runOnContext(nothing -> whole.accept(small));
  }
}
