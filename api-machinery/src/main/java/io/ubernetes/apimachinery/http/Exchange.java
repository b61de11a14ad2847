package io.ubernetes.apimachinery.http;

import io.netty.buffer.Unpooled;
import io.ubernetes.apimachinery.errors.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer: receives the body, has it handled where it belongs, and writes what
/// comes back. Owned by the event loop of its connection; only [#produce] runs elsewhere, and hands
/// its result back.
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

  /// Kubernetes' words.
  private static final String TOO_LATE =
      "Timeout: request did not complete within the allotted timeout";

  /// An answer up to this size is given away in one write.
  private static final int SINGLE_WRITE_BYTES = 64 * 1024;

  /// How much of a body that is refused is still read, so that the client comes to read the answer
  /// instead of finding the connection broken.
  private static final long DISCARD_BYTES = 16L * 1024 * 1024;

  private static final Duration DISCARD_TIME = Duration.ofSeconds(10);

  /// A client that reads more slowly than this holds a large answer in memory for too long.
  private static final long MIN_BYTES_PER_SECOND = 32 * 1024;

  /// HTTP/2 error code INTERNAL_ERROR (RFC 9113, section 7), by which Go clients know that a
  /// handler has given up.
  private static final long HTTP2_INTERNAL_ERROR = 2;

  private final Listener listener;
  private final Connection connection;
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  private final IncomingBody body;
  private final Handling handling;
  private final Departure departure = new Departure();
  private long discardedBytes;

  private boolean requestEnded;
  private boolean answering;
  private boolean answered;
  private boolean closed;
  private long since = System.nanoTime();
  private @Nullable BodyPump pump;
  private @Nullable StreamSink sink;

  /// Whether the client would like a WebSocket, which a stream is then sent over.
  private boolean upgradable;

  private boolean endsConnection;

  /// Subprotocols for the WebSocket: one at most.
  private volatile List<String> protocols = List.of();

  private @Nullable ServerWebSocket socket;

  Exchange(Listener listener, Connection connection, HttpServerRequest request) {
    this.listener = listener;
    this.connection = connection;
    this.request = request;
    this.response = request.response();
    this.body = new IncomingBody(listener.load(), listener.options().maxBodyBytes());
    this.handling = new Handling(listener, this::write, this::produce);
  }

  void begin() {
    connection.begun(this);
    response.exceptionHandler(failure -> closed());
    response.closeHandler(nothing -> closed());
    request.exceptionHandler(failure -> closed());
    request.handler(this::receive);
    request.endHandler(nothing -> received());
    if (request.canUpgradeToWebSocket()) {
      // What follows the head may be of another protocol: it stays unread until that is decided.
      upgradable = true;
      request.pause();
      handleWhole();
    } else if (RequestHead.declaredLength(request) > listener.options().maxBodyBytes()) {
      answer(tooLarge());
    } else if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      response.writeContinue().onFailure(failure -> closed());
    }
  }

  // The body.

  private void receive(Buffer chunk) {
    if (closed) {
      return; // of a stream that was reset; the body's place is given back
    }
    if (answering) {
      discard(chunk.length());
      return;
    }
    switch (body.take(chunk)) {
      case TAKEN -> {}
      case TOO_LARGE -> refuse(tooLarge(), chunk);
      case NO_ROOM -> refuse(tooBusy(), chunk);
    }
  }

  private void refuse(Response.Full refusal, Buffer chunk) {
    answer(refusal);
    discard(chunk.length());
  }

  private void discard(int length) {
    discardedBytes += length;
    if (discardedBytes > DISCARD_BYTES) {
      cut();
    }
  }

  private void received() {
    requestEnded = true;
    if (answering) {
      finishIfDone();
      return;
    }
    if (closed) {
      return;
    }
    handleWhole();
  }

  private void handleWhole() {
    answering = true;
    Request complete = RequestHead.read(request, body.whole(), connection.certificate(), departure);
    if (complete == null) {
      write(refusal(ApiException.badRequest("the request target is not a valid path")));
    } else if (!handling.begin(complete)) {
      write(tooBusy());
    }
  }

  /// On whatever thread the request was handled.
  private void produce(Request complete, Response.Streaming streaming) {
    Response.Full refusal = upgradable ? WebSockets.refusal(complete) : null;
    if (refusal != null) {
      streaming.producer().abandoned();
      listener.loop().runOnContext(nothing -> refuseUpgrade(refusal));
      return;
    }
    protocols = upgradable ? WebSockets.speakable(complete) : List.of();
    StreamSink target = new StreamSink(listener.loop(), this, streaming);
    try {
      streaming.producer().start(target);
      target.begin();
    } catch (RuntimeException e) {
      LOG.error("a stream could not start", e);
      target.abort();
    }
  }

  /// As in Kubernetes, the connection ends with a handshake that fails.
  private void refuseUpgrade(Response.Full refusal) {
    endsConnection = true;
    write(refusal);
  }

  // The answer.

  private void answer(Response.Full full) {
    answering = true;
    write(full);
  }

  private void write(Response.Full full) {
    body.release();
    if (closed) {
      return;
    }
    since = System.nanoTime();
    if (upgradable) {
      request.resume();
    }
    ResponseHead.write(response, full, listener.date());
    long length = full.length();
    if (hasNoBody(full.status())) {
      if (request.method().equals(HttpMethod.HEAD)) {
        response.putHeader("Content-Length", Long.toString(length));
      }
      response.end().onComplete(done -> answered());
    } else if (length <= SINGLE_WRITE_BYTES) {
      response.end(joined(full)).onComplete(done -> answered());
    } else {
      response.putHeader("Content-Length", Long.toString(length));
      pump(full);
    }
  }

  private void pump(Response.Full full) {
    Iterator<byte[]> chunks = full.body().iterator();
    pump =
        new BodyPump(
            listener.loop(),
            response::write,
            new Pieces(() -> chunks.hasNext() ? chunks.next() : null),
            new FullProgress());
    pump.pump();
  }

  void open(Response.Streaming streaming, StreamSink target) {
    body.release();
    if (closed) {
      target.closed();
      return;
    }
    sink = target;
    if (upgradable) {
      upgrade(target);
      return;
    }
    ResponseHead.write(response, streaming, listener.date());
    if (hasNoBody(streaming.status())) {
      endStream();
      return;
    }
    response.setChunked(true);
    response.writeHead().onFailure(failure -> closed());
    flow(
        new BodyPump(listener.loop(), response::write, new Pieces(target.source()), target),
        target);
  }

  private void upgrade(StreamSink target) {
    if (protocols.isEmpty()) {
      request.headers().remove(PROTOCOL_HEADER);
    } else {
      request.headers().set(PROTOCOL_HEADER, protocols);
    }
    request.toWebSocket().onSuccess(accepted -> open(accepted, target)).onFailure(failure -> cut());
  }

  private void open(ServerWebSocket accepted, StreamSink target) {
    socket = accepted;
    accepted.exceptionHandler(failure -> closed());
    accepted.closeHandler(nothing -> gone());
    flow(
        new BodyPump(
            listener.loop(),
            message -> accepted.writeFinalTextFrame(message.toString()),
            new Messages(target.source()),
            target),
        target);
  }

  /// With its WebSocket the connection is gone, of which Vert.x tells only the WebSocket.
  private void gone() {
    closed();
    connection.gone();
  }

  private void flow(BodyPump opened, StreamSink target) {
    pump = opened;
    target.open(opened);
    if (listener.isEnding()) {
      target.end();
    }
  }

  private boolean hasNoBody(int status) {
    return request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
  }

  private static Buffer joined(Response.Full full) {
    byte[][] chunks = full.body().toArray(byte[][]::new);
    return BufferInternal.buffer(Unpooled.wrappedBuffer(Math.max(1, chunks.length), chunks));
  }

  private Response.Full tooLarge() {
    return refusal(
        ApiException.requestEntityTooLarge(
            "Request entity too large: limit is " + listener.options().maxBodyBytes()));
  }

  private static Response.Full tooBusy() {
    return refusal(ApiException.tooManyRequests("Too many requests, please try again later.", 1));
  }

  private static Response.Full refusal(ApiException refusal) {
    return Response.Full.error(refusal);
  }

  // The end.

  /// Everything queued on the stream is written and taken.
  void endStream() {
    if (closed) {
      return;
    }
    if (socket != null) {
      socket.close().onComplete(done -> closed());
    } else if (!response.ended()) {
      response.end().onComplete(done -> answered());
    }
  }

  /// The server stops: streams end in order, so that clients take them up elsewhere.
  void endOfServer() {
    if (sink != null) {
      sink.end();
    }
  }

  /// Ends the exchange in a way that the client sees: what it has is not complete.
  void cut() {
    if (closed) {
      return;
    }
    if (request.version() != HttpVersion.HTTP_2 || response.ended()) {
      connection.cut();
    } else {
      response.reset(HTTP2_INTERNAL_ERROR).onFailure(failure -> connection.cut());
    }
    closed();
  }

  void sweep(long now) {
    long waited = now - since;
    if (!answering) {
      if (waited > listener.options().bodyTimeout().toNanos()) {
        cut();
      }
      return;
    }
    if (handling.giveUp(now)) {
      write(refusal(ApiException.timeout(TOO_LATE)));
      return;
    }
    boolean lingers = answered && !requestEnded && waited > DISCARD_TIME.toNanos();
    if (lingers || isStalled(now)) {
      cut();
    }
  }

  /// Whether some of the answer is written and not yet taken.
  boolean isSending() {
    return pump == null ? response.headWritten() && !answered && sink == null : pump.isWaiting();
  }

  /// Whether the client takes nothing of what is written, or a large answer too slowly.
  private boolean isStalled(long now) {
    long limit = listener.options().stallTimeout().toNanos();
    if (pump == null) {
      return response.headWritten() && !answered && sink == null && now - since > limit;
    }
    boolean tooSlow =
        sink == null
            && now - since > limit + pump.written() / MIN_BYTES_PER_SECOND * 1_000_000_000L;
    return tooSlow || (pump.isWaiting() && now - pump.lastProgress() > limit);
  }

  private void answered() {
    answered = true;
    if (endsConnection) {
      connection.close();
    }
    finishIfDone();
  }

  private void finishIfDone() {
    if (answered && requestEnded) {
      closed();
    }
  }

  /// Nothing more comes or goes, for whatever reason. Harmless when called again.
  void closed() {
    if (closed) {
      return;
    }
    closed = true;
    if (!answering) {
      body.release();
    }
    departure.tell();
    connection.done(this);
    if (sink != null) {
      sink.closed();
    }
  }

  /// Follows the one body that is all there.
  private final class FullProgress implements BodyPump.Progress {
    @Override
    public void taken(int bytes) {}

    @Override
    public void emptied() {
      if (!response.ended()) {
        response.end().onComplete(done -> answered());
      }
    }

    @Override
    public void failed() {
      cut();
    }
  }
}
