package io.ubernetes.apimachinery.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One connection of a client, with the requests that are in progress on it. Owned by its event
/// loop.
final class Connection {
  private final HttpConnection connection;
  private final Runnable onGone;
  private final @Nullable X509Certificate certificate;
  private final Set<Exchange> open = new HashSet<>();

  /// Since when no request is in progress ([System#nanoTime]).
  private long idleSince = System.nanoTime();

  private boolean used;

  /// Since when the socket takes nothing that no exchange waits for ([System#nanoTime]).
  private long stuckSince;

  private boolean stuck;

  Connection(HttpConnection connection, Runnable onGone) {
    this.connection = connection;
    this.onGone = onGone;
    this.certificate = certificateOf(connection);
    if (connection instanceof HttpServerConnection server) {
      StreamWakeUps.watch(server.channelHandlerContext());
    }
  }

  /// What the client has proved to hold, not verified against any authority.
  @Nullable X509Certificate certificate() {
    return certificate;
  }

  void begun(Exchange exchange) {
    used = true;
    open.add(exchange);
  }

  void done(Exchange exchange) {
    open.remove(exchange);
    if (open.isEmpty()) {
      idleSince = System.nanoTime();
    }
  }

  /// Closes what is too slow. A client that sends the head of a request one byte at a time has no
  /// request in progress, so it is idle, whatever it sends.
  void sweep(long now, EdgeOptions options) {
    if (isStuck(now, options.stallTimeout())) {
      cut();
      return;
    }
    if (open.isEmpty()) {
      long limit = used ? options.idleTimeout().toNanos() : options.headTimeout().toNanos();
      if (now - idleSince > limit) {
        close();
      }
      return;
    }
    List.copyOf(open).forEach(exchange -> exchange.sweep(now));
  }

  /// Whether the client has not taken for so long what answers no request: acknowledgements of its
  /// pings and settings, or the word that the connection ends. Exchanges judge their own answers.
  private boolean isStuck(long now, Duration limit) {
    boolean full =
        connection instanceof HttpServerConnection server
            && !server.channelHandlerContext().channel().isWritable()
            && open.stream().noneMatch(Exchange::isSending);
    if (full && !stuck) {
      stuckSince = now;
    }
    stuck = full;
    return stuck && now - stuckSince > limit.toNanos();
  }

  /// It is closed.
  void gone() {
    onGone.run();
  }

  void endStreams() {
    List.copyOf(open).forEach(Exchange::endOfServer);
  }

  void close() {
    // Nothing can be done about a connection that fails to close: it is gone.
    connection.close().onComplete(ignored -> {});
  }

  /// Closes the connection without waiting for the client to take what was written, which it may
  /// never do. Vert.x itself always waits, so this goes past it, to the socket.
  void cut() {
    if (connection instanceof HttpServerConnection server) {
      var _ = server.channelHandlerContext().pipeline().firstContext().close();
    } else {
      close();
    }
  }

  private static @Nullable X509Certificate certificateOf(HttpConnection connection) {
    try {
      Certificate[] chain = connection.sslSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? leaf : null;
    } catch (SSLPeerUnverifiedException e) {
      // This is how Java says that the client has sent no certificate.
      return null;
    }
  }
}
