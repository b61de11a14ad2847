package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.pki.Credential;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketServerConfig;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop's share of an edge: its connections, and the clock that looks after them. All
/// state is owned by that event loop.
final class Listener extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /// The path with its query, and all headers together: label selectors written by tools can be
  /// long.
  private static final int MAX_HEAD_BYTES = 128 * 1024;

  /// What a client may send on one HTTP/2 stream, and on all of one connection, before it is read.
  private static final int STREAM_WINDOW_BYTES = 256 * 1024;

  private static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;

  /// A client that stops watches resets their streams, all of a connection at once; more than that
  /// in such a time is an attack (CVE-2023-44487).
  private static final Duration RESET_WINDOW = Duration.ofSeconds(10);

  private static final int RESETS_PER_STREAM = 2;

  /// Netty's word for the first subprotocol that the client offers.
  private static final String ANY_PROTOCOL = "*";

  private static final long MAX_SWEEP_MILLIS = 1_000;
  private static final long DATE_MILLIS = 1_000;

  /// Timers have other numbers.
  private static final long NOT_SWEEPING = -1;

  private final HttpEdge edge;
  private final IdentityHashMap<HttpConnection, Connection> connections = new IdentityHashMap<>();
  private @Nullable HttpServer server;
  private String date = "";
  private long dateAt;
  private long sweeper = NOT_SWEEPING;
  private boolean ending;

  Listener(HttpEdge edge) {
    this.edge = edge;
  }

  @Override
  public Future<?> start() {
    HttpServer server =
        vertx
            .httpServerBuilder()
            .with(serverConfig())
            .with(Tls.options(edge.credential()))
            .with(Tls.engine())
            .withConnectHandler(this::connected)
            .build();
    server.requestHandler(this::request);
    server.exceptionHandler(failure -> LOG.debug("a connection has failed", failure));
    this.server = server;
    return server.listen(edge.bindPort(), options().host());
  }

  @Override
  public Future<?> stop() {
    return server().close();
  }

  int port() {
    return server().actualPort();
  }

  /// Takes no new connections, ends all streams, and closes each connection when what is in
  /// progress on it is done. From any thread.
  Future<Void> shutdown(Duration grace) {
    Future<Void> streamsEnd =
        Future.future(promise ->
            context.runOnContext(nothing -> {
              ending = true;
              List.copyOf(connections.values()).forEach(Connection::endStreams);
              promise.complete();
            }));
    return streamsEnd.compose(nothing -> server().shutdown(grace));
  }

  Future<Boolean> use(Credential credential) {
    return server().updateSSLOptions(Tls.options(credential), true);
  }

  EdgeOptions options() {
    return edge.options();
  }

  Load load() {
    return edge.load();
  }

  Executor threads() {
    return edge.threads();
  }

  Context loop() {
    return context;
  }

  boolean isEnding() {
    return ending;
  }

  /// The time as HTTP writes it (RFC 9110, 5.6.7); a second old at most.
  String date() {
    long now = System.currentTimeMillis();
    if (now - dateAt >= DATE_MILLIS || now < dateAt) {
      date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
      dateAt = now;
    }
    return date;
  }

  boolean answersFromMemory(Request request) {
    try {
      return edge.handler().answersFromMemory(request);
    } catch (RuntimeException e) {
      LOG.error("cannot say where to handle {} {}", request.method(), request.path(), e);
      return false;
    }
  }

  /// How long the client waits; empty as long as everybody.
  Optional<Duration> patience(Request request) {
    try {
      return edge.handler().patience(request);
    } catch (RuntimeException e) {
      LOG.error("cannot say how urgent {} {} is", request.method(), request.path(), e);
      return Optional.empty();
    }
  }

  boolean comesFirst(Request request) {
    try {
      return edge.handler().comesFirst(request);
    } catch (RuntimeException e) {
      LOG.error("cannot say how urgent {} {} is", request.method(), request.path(), e);
      return false;
    }
  }

  /// From any thread.
  Response handle(Request request) {
    try {
      return edge.handler().handle(request);
    } catch (RuntimeException e) {
      LOG.error("the handler has failed at {} {}", request.method(), request.path(), e);
      return Response.Full.error(ApiException.internal("the request could not be handled"));
    }
  }

  private void connected(HttpConnection connection) {
    boolean welcome = load().connect();
    Connection known = new Connection(connection, () -> gone(connection));
    connections.put(connection, known);
    connection.closeHandler(nothing -> known.gone());
    if (!welcome) {
      known.close();
    }
    sweepWhileConnected();
  }

  /// Harmless when called again.
  private void gone(HttpConnection connection) {
    if (connections.remove(connection) != null) {
      load().disconnect();
      sweepWhileConnected();
    }
  }

  /// Whom nobody is connected to has nothing to look after: a process may hold hundreds of edges.
  private void sweepWhileConnected() {
    if (connections.isEmpty() && sweeper != NOT_SWEEPING) {
      vertx.cancelTimer(sweeper);
      sweeper = NOT_SWEEPING;
    } else if (!connections.isEmpty() && sweeper == NOT_SWEEPING) {
      sweeper = vertx.setPeriodic(sweepMillis(), timer -> sweep());
    }
  }

  private void request(HttpServerRequest request) {
    Connection connection = connections.get(request.connection());
    if (connection != null) {
      new Exchange(this, connection, request).begin();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    List.copyOf(connections.values()).forEach(connection -> connection.sweep(now, options()));
  }

  private long sweepMillis() {
    EdgeOptions options = options();
    long shortest =
        List.of(
                options.headTimeout(),
                options.idleTimeout(),
                options.bodyTimeout(),
                options.stallTimeout(),
                options.requestTimeout())
            .stream()
            .mapToLong(Duration::toMillis)
            .min()
            .orElseThrow();
    return Math.clamp(shortest / 4, 1, MAX_SWEEP_MILLIS);
  }

  private HttpServerConfig serverConfig() {
    Http2Settings settings =
        new Http2Settings()
            .setMaxConcurrentStreams(options().maxStreamsPerConnection())
            .setInitialWindowSize(STREAM_WINDOW_BYTES)
            .setMaxHeaderListSize(MAX_HEAD_BYTES)
            .setPushEnabled(false);
    HttpServerConfig config = new HttpServerConfig();
    config
        .setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)
        .setStrictThreadMode(true)
        .setHandle100ContinueAutomatically(false)
        .setWebSocketConfig(
            new WebSocketServerConfig()
                .setSubProtocols(List.of(ANY_PROTOCOL))
                .setUsePerFrameCompression(false)
                .setUsePerMessageCompression(false))
        .setHttp1Config(
            new Http1ServerConfig()
                .setMaxInitialLineLength(MAX_HEAD_BYTES)
                .setMaxHeaderSize(MAX_HEAD_BYTES))
        .setHttp2Config(
            new Http2ServerConfig()
                .setInitialSettings(settings)
                .setConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setRstFloodWindowDuration(RESET_WINDOW)
                .setRstFloodMaxRstFramePerWindow(
                    RESETS_PER_STREAM * options().maxStreamsPerConnection()));
    config.getTcpConfig().getTransportConfig().setSoKeepAlive(true);
    return config;
  }

  private HttpServer server() {
    return Objects.requireNonNull(server, "not started");
  }
}
