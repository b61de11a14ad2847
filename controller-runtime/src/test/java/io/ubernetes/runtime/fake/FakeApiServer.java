package io.ubernetes.runtime.fake;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.Connection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// The server: HTTPS with HTTP/2, on a free port of the loopback interface. Faults are switched on
/// and off by the test; what was asked is kept in [#requests].
public final class FakeApiServer implements AutoCloseable {

  private static final Certificates CERTIFICATES = new Certificates();
  private static final Certificates.Identity SERVER = CERTIFICATES.issue("localhost");

  private final Vertx vertx = Vertx.vertx();
  private final FakeStore store = new FakeStore();
  private final FakeApi api = new FakeApi(store);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile int refusalCode;
  private volatile String retryAfter = "";
  private volatile boolean silent;
  private HttpServer server;
  private final int port;

  public FakeApiServer() {
    this(0);
  }

  public FakeApiServer(int wantedPort) {
    server = listen(wantedPort);
    port = server.actualPort();
  }

  public static String caPem() {
    return CERTIFICATES.caPem();
  }

  public static Certificates.Identity newClient(String name, String algorithm) {
    return CERTIFICATES.issue(name, algorithm);
  }

  public String url() {
    return "https://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public Connection connection() {
    return new Connection(url(), caPem(), new Connection.Credential.Token("secret"));
  }

  /// Every request so far, `METHOD path?query`; of a known client certificate its name in front.
  public List<String> requests() {
    return requests;
  }

  public long count(String prefix) {
    return requests.stream().filter(request -> request.startsWith(prefix)).count();
  }

  public Optional<ApiObject> object(String path) {
    return Optional.ofNullable(store.get(path)).map(ApiObject::new);
  }

  /// Writes as somebody else would.
  public ApiObject put(String path, ObjectNode object) {
    return new ApiObject(store.put(path, object));
  }

  public void remove(String path) {
    store.remove(path);
  }

  public int watches() {
    return api.watches();
  }

  /// Answers so many of the next requests with that code, and perhaps a Retry-After.
  public void refuse(int times, int code, String retryAfterSeconds) {
    refusalCode = code;
    retryAfter = retryAfterSeconds;
    refusals.set(times);
  }

  /// Whether requests are taken and never answered.
  public void silent(boolean value) {
    silent = value;
  }

  /// Makes every older version too old, and ends the watches in order.
  public void compactAndEndWatches() {
    store.compact();
    api.endWatches();
  }

  /// Makes every older version too old.
  public void compact() {
    store.compact();
  }

  /// Ends the watches in order, as after their timeout.
  public void endWatches() {
    api.endWatches();
  }

  /// Sends all watches a line as it is.
  public void sendToWatches(String line) {
    api.sendToWatches(line);
  }

  /// Breaks all connections, in the middle of whatever is under way.
  public void dropConnections() {
    connections.forEach(connection -> connection.close().await());
  }

  /// Stops listening and breaks all connections; [#resume] starts again on the same port.
  public void pause() {
    server.close().await();
    dropConnections();
  }

  public void resume() {
    server = listen(port);
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private HttpServer listen(int wantedPort) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(wantedPort)
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
            .setClientAuth(ClientAuth.REQUEST)
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(caPem())))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(SERVER.certificatePem()))
                    .addKeyValue(Buffer.buffer(SERVER.pkcs8Pem())));
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> {
          connections.add(connection);
          connection.closeHandler(closed -> connections.remove(connection));
        })
        .requestHandler(this::handle)
        .listen()
        .await();
  }

  private void handle(HttpServerRequest request) {
    requests.add(request.method() + " " + request.uri());
    if (silent) {
      return;
    }
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      if (!retryAfter.isEmpty()) {
        request.response().putHeader("Retry-After", retryAfter);
      }
      FakeApi.fail(request, refusalCode, "Refused", "refused by the test");
      return;
    }
    if (request.path().equals("/whoami")) {
      request.response().end(who(request) + " " + request.version());
      return;
    }
    List<Buffer> body = new ArrayList<>();
    request.handler(body::add);
    request.endHandler(end -> api.handle(request, parse(body)));
  }

  private static String who(HttpServerRequest request) {
    if (request.connection().sslSession() == null) {
      return "nobody";
    }
    try {
      return request.connection().sslSession().getPeerPrincipal().getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      return String.valueOf(request.getHeader("Authorization"));
    }
  }

  private static ObjectNode parse(List<Buffer> body) {
    Buffer whole = Buffer.buffer();
    body.forEach(whole::appendBuffer);
    if (whole.length() == 0 || whole.getByte(0) != '{') {
      return Json.object();
    }
    return Json.parseObject(whole.getBytes());
  }
}
