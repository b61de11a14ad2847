package io.ubernetes.apimachinery.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Has a request handled where it belongs: what can be answered from memory at once, on the event
/// loop; all else, and the compression of answers, on a virtual thread, as long as not too many are
/// under way. What takes too long is given up: its answer is for nobody. Owned by the event loop of
/// its connection; the thread and the loop settle in `state` who answers.
final class Handling {
  private final Listener listener;
  private final Consumer<Response.Full> whole;
  private final BiConsumer<Request, Response.Streaming> stream;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private long since;
  private long limitNanos;

  private enum State {
    IDLE,
    RUNNING,
    ANSWERED,
    GIVEN_UP
  }

  /// @param whole takes an answer that is all there, on the event loop
  /// @param stream takes one that is to be produced, on the thread that has handled the request
  Handling(
      Listener listener,
      Consumer<Response.Full> whole,
      BiConsumer<Request, Response.Streaming> stream) {
    this.listener = listener;
    this.whole = whole;
    this.stream = stream;
    this.limitNanos = listener.options().requestTimeout().toNanos();
  }

  /// On the event loop.
  ///
  /// @return false when too many are under way: the request is not handled
  boolean begin(Request request) {
    if (listener.answersFromMemory(request)) {
      answerFromMemory(request);
      return true;
    }
    if (!listener.load().enter()) {
      if (!listener.comesFirst(request)) {
        return false;
      }
      listener.load().enterAnyway();
    }
    limitNanos =
        Math.min(limitNanos, listener.patience(request).map(Duration::toNanos).orElse(limitNanos));
    run(() -> handle(request));
    return true;
  }

  /// On the event loop.
  ///
  /// @return true, once, when the request has been handled for longer than it may be
  boolean giveUp(long now) {
    return state.get() == State.RUNNING
        && now - since > limitNanos
        && state.compareAndSet(State.RUNNING, State.GIVEN_UP);
  }

  private void run(Runnable task) {
    since = System.nanoTime();
    state.set(State.RUNNING);
    listener.threads().execute(task);
  }

  private void answerFromMemory(Request request) {
    switch (listener.handle(request)) {
      case Response.Full full -> {
        if (Gzip.isFor(request, full) && listener.load().enter()) {
          run(() -> compress(full));
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
        answer = compressed(full);
      }
    } finally {
      listener.load().leave();
    }
    boolean wanted = state.compareAndSet(State.RUNNING, State.ANSWERED);
    switch (answer) {
      case Response.Full full when wanted ->
          listener.loop().runOnContext(nothing -> whole.accept(full));
      case Response.Full _ -> {}
      case Response.Streaming streaming when wanted -> stream.accept(request, streaming);
      case Response.Streaming streaming -> streaming.producer().abandoned();
    }
  }

  /// On a virtual thread.
  private void compress(Response.Full full) {
    Response.Full small;
    try {
      small = compressed(full);
    } finally {
      listener.load().leave();
    }
    if (state.compareAndSet(State.RUNNING, State.ANSWERED)) {
      listener.loop().runOnContext(nothing -> whole.accept(small));
    }
  }

  private Response.Full compressed(Response.Full full) {
    if (!listener.load().beginCompression()) {
      return full;
    }
    try {
      return Gzip.compress(full);
    } finally {
      listener.load().endCompression();
    }
  }
}
