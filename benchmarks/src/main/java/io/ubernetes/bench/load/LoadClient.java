package io.ubernetes.bench.load;

import io.ubernetes.model.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An HTTP/2 client with a fixed number of connections, made to cost as little as it can beside the
/// server that it loads. A connection that the server ends (servers end idle ones) is opened anew
/// by the next request. Answers are delivered on the event loop of the connection. Thread-safe.
///
/// Receive windows are as large as those of Kubernetes' own clients, so that the server's speed is
/// measured and not the wait for window updates.
public final class LoadClient implements AutoCloseable {
  public static final String JSON = "application/json";
  public static final String MERGE_PATCH = "application/merge-patch+json";

  private static final int STREAM_WINDOW_BYTES = 4 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 256 << 20;
  private static final int CONNECT_TIMEOUT_SECONDS = 20;
  private static final int CALL_TIMEOUT_SECONDS = 300;

  private final Endpoint endpoint;
  private final HttpClientAgent agent;
  private final List<Link> links;

  /// A connection and the event loop that it lives on, to which the field belongs.
  private static final class Link {
    private final Context loop;
    private final Supplier<Future<HttpClientConnection>> connector;
    private @Nullable Future<HttpClientConnection> current;

    Link(Context loop, Supplier<Future<HttpClientConnection>> connector) {
      this.loop = loop;
      this.connector = connector;
    }

    Future<HttpClientConnection> connection() {
      Future<HttpClientConnection> known = current;
      if (known != null) {
        return known;
      }
      Future<HttpClientConnection> opening =
          connector
              .get()
              .onSuccess(connection -> {
                // Vert.x takes its option for this only for the connections of a pool.
                connection.setWindowSize(CONNECTION_WINDOW_BYTES);
                connection.goAwayHandler(_ -> current = null);
                connection.closeHandler(_ -> current = null);
              })
              .onFailure(_ -> current = null);
      current = opening;
      return opening;
    }
  }

  private LoadClient(Endpoint endpoint, HttpClientAgent agent, List<Link> links) {
    this.endpoint = endpoint;
    this.agent = agent;
    this.links = List.copyOf(links);
  }

  /// What came back, whole.
  public record Answer(int status, Buffer body) {
    public boolean isSuccess() {
      return status / 100 == 2;
    }

    public ObjectNode json() {
      return Json.parseObject(body.getBytes());
    }
  }

  /// @param connections opened now; calls name the one that they want by a number of any size
  /// @throws IOException in one line why the server cannot be reached
  public static LoadClient connect(Vertx vertx, Endpoint endpoint, int connections)
      throws IOException {
    HttpClientAgent agent =
        vertx
            .httpClientBuilder()
            .with(options(endpoint))
            .with(
                OpenSSLEngineOptions.isAvailable()
                    ? new OpenSSLEngineOptions()
                    : new JdkSSLEngineOptions())
            .build();
    HttpConnectOptions target =
        new HttpConnectOptions().setHost(endpoint.host()).setPort(endpoint.port()).setSsl(true);
    try {
      List<Link> opened = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        Context loop = ((VertxInternal) vertx).createEventLoopContext();
        Link link = new Link(loop, () -> agent.connect(target));
        await(on(loop, link::connection), CONNECT_TIMEOUT_SECONDS);
        opened.add(link);
      }
      return new LoadClient(endpoint, agent, opened);
    } catch (IOException e) {
      agent.close();
      throw new IOException("cannot connect to " + endpoint + ": " + e.getMessage(), e);
    }
  }

  private static HttpClientOptions options(Endpoint endpoint) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setVerifyHost(endpoint.certificateAuthority() != null)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW_BYTES))
            .setHttp2KeepAliveTimeout(0);
    if (endpoint.certificateAuthority() == null) {
      options.setTrustAll(true);
    } else {
      options.setTrustOptions(new PemTrustOptions().addCertValue(endpoint.certificateAuthority()));
    }
    if (endpoint.certificate() != null && endpoint.key() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertValue(endpoint.certificate()).setKeyValue(endpoint.key()));
    }
    return options;
  }

  /// Sends a request and drops the answer's body. The future gives the answer's status once the
  /// body has ended.
  ///
  /// @param flow calls with the same number use the same connection
  public Future<Integer> send(
      int flow, HttpMethod method, String path, Buffer body, String contentType) {
    return exchange(
        flow,
        options(method, path, contentType),
        body,
        response -> response.end().map(response.statusCode()));
  }

  /// Gets a body of any size, handing on its pieces as they come. The future gives the status at
  /// the body's end; it fails when the body breaks off.
  public Future<Integer> stream(int flow, String path, Consumer<Buffer> pieces) {
    return stream(flow, path, JSON, pieces);
  }

  /// @param accept the form that is asked for
  public Future<Integer> stream(int flow, String path, String accept, Consumer<Buffer> pieces) {
    return exchange(
        flow,
        options(HttpMethod.GET, path, JSON).putHeader("accept", accept),
        Buffer.buffer(),
        response -> {
          response.handler(pieces::accept);
          return response.end().map(response.statusCode());
        });
  }

  /// Begins to get a body that goes on, handing on its pieces as they come. The future gives the
  /// status as soon as the answer begins.
  public Future<Integer> open(int flow, String path, Consumer<Buffer> pieces) {
    return exchange(
        flow,
        options(HttpMethod.GET, path, JSON),
        Buffer.buffer(),
        response -> {
          response.handler(pieces::accept);
          return Future.succeededFuture(response.statusCode());
        });
  }

  /// Sends a request and waits for its answer.
  ///
  /// @throws IOException when there is none
  public Answer call(HttpMethod method, String path, Buffer body, String contentType)
      throws IOException {
    Future<Answer> answer =
        exchange(
            0,
            options(method, path, contentType),
            body,
            response -> response.body().map(whole -> new Answer(response.statusCode(), whole)));
    try {
      return await(answer, CALL_TIMEOUT_SECONDS);
    } catch (IOException e) {
      throw new IOException(method + " " + path + ": " + e.getMessage(), e);
    }
  }

  public Answer get(String path) throws IOException {
    return call(HttpMethod.GET, path, Buffer.buffer(), JSON);
  }

  private <T> Future<T> exchange(
      int flow,
      RequestOptions options,
      Buffer body,
      Function<HttpClientResponse, Future<T>> reader) {
    Link link = links.get(flow % links.size());
    return on(
        link.loop,
        () ->
            link.connection()
                .compose(connection -> connection.request(options))
                .compose(request -> body.length() == 0 ? request.send() : request.send(body))
                .compose(reader));
  }

  private RequestOptions options(HttpMethod method, String path, String contentType) {
    RequestOptions options = new RequestOptions().setMethod(method).setURI(path);
    options.putHeader("accept", JSON);
    if (!method.equals(HttpMethod.GET)) {
      options.putHeader("content-type", contentType);
    }
    if (!endpoint.token().isEmpty()) {
      options.putHeader("authorization", "Bearer " + endpoint.token());
    }
    return options;
  }

  /// All that concerns a connection is done on its own event loop: nothing has to be handed over.
  private static <T> Future<T> on(Context loop, Supplier<Future<T>> action) {
    if (loop.equals(Vertx.currentContext())) {
      return action.get();
    }
    Promise<T> promise = Promise.promise();
    loop.runOnContext(nothing -> action.get().onComplete(promise));
    return promise.future();
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  private static <T> T await(Future<T> future, int seconds) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + seconds + " s", e);
    } catch (ExecutionException | CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
  }

  @Override
  public void close() {
    agent.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS);
  }
}
