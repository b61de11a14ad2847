package io.ubernetes.apimachinery.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authentication;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.flowcontrol.FlowControl;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// An API server over a store, without HTTP, that can be taken away and put back while clients use
/// it. What a closing server cannot do any more is an answer that is lost; any other exception is a
/// defect and fails the run. Thread-safe.
final class ServerInProcess implements Transport, AutoCloseable {
  private static final List<ResourceType> KINDS =
      BuiltinKinds.all().stream()
          .filter(kind -> Set.of("namespaces", "configmaps").contains(kind.names().plural()))
          .toList();

  /// What breaks is tried again at once: a run is to take milliseconds.
  private static final CacheLimits LIMITS =
      new CacheLimits(
          2,
          20,
          40,
          1 << 20,
          Duration.ofMillis(50),
          Duration.ofMillis(20),
          Duration.ofMillis(1),
          Duration.ofMillis(5));

  private final Store store;
  private volatile ApiServer server;

  ServerInProcess(Store store) {
    this.store = store;
    this.server = started();
  }

  private ApiServer started() {
    AccessControl everybody =
        new AccessControl(
            request -> new Authentication.Known(Identity.of("tester")),
            (identity, attributes) -> Authorizer.Decision.ALLOW,
            AccessControl.Anonymous.UNAUTHORIZED);
    ApiServer started =
        new ApiServer(
            new ApiServer.Options(
                KINDS,
                Set.of("default"),
                new VersionInfo("1", "36", "v1.36.2"),
                "127.0.0.1:6443",
                everybody,
                Environment.real(attributes -> {}),
                LIMITS,
                FlowControl.unlimited()),
            store);
    started.start();
    return started;
  }

  /// Another server takes the place of the one that was, whose watches end.
  void restart() {
    ApiServer before = server;
    before.close();
    server = started();
  }

  @Override
  public Answer send(String method, String path, String body) throws IOException {
    Response response = handle(request(method, path, body));
    if (!(response instanceof Response.Full full)) {
      throw new IOException("a stream where an answer was expected");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    full.body().forEach(bytes::writeBytes);
    Answer answer = new Answer(full.status(), bytes.toString(UTF_8));
    if (answer.body().contains("see the log of the server")) {
      throw new AssertionError("a defect, which is no lost answer: " + answer.body());
    }
    return answer;
  }

  private Response handle(Request request) throws IOException {
    try {
      return server.handle(request);
    } catch (RejectedExecutionException closing) {
      throw new IOException(closing);
    }
  }

  @Override
  public AutoCloseable watch(String path, Consumer<String> lines) throws IOException {
    Response response = handle(request("GET", path, ""));
    if (!(response instanceof Response.Streaming stream)) {
      throw new IOException("no stream: " + response.status());
    }
    Lines sink = new Lines(lines);
    try {
      stream.producer().start(sink);
    } catch (RejectedExecutionException closing) {
      throw new IOException(closing);
    }
    return sink;
  }

  private static Request request(String method, String target, String body) {
    int mark = target.indexOf('?');
    Map<String, List<String>> query = new HashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
      }
    }
    Map<String, List<String>> headers =
        Map.of("user-agent", List.of("test/1.0"), "content-type", List.of("application/json"));
    String path = mark < 0 ? target : target.substring(0, mark);
    return new Request(method, path, query, headers, body.getBytes(UTF_8), null);
  }

  /// Splits a stream into lines. Guarded by itself.
  private static final class Lines implements Response.Sink, AutoCloseable {
    private final Consumer<String> lines;
    private final List<Runnable> closers = new ArrayList<>();
    private final StringBuilder rest = new StringBuilder();
    private boolean ended;

    Lines(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public synchronized long write(List<byte[]> chunks) {
      if (!ended) {
        chunks.forEach(chunk -> rest.append(new String(chunk, UTF_8)));
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
          lines.accept(rest.substring(0, end));
          rest.delete(0, end + 1);
        }
      }
      return 0;
    }

    @Override
    public void end() {
      close();
    }

    @Override
    public void abort() {
      close();
    }

    @Override
    public void onClose(Runnable action) {
      synchronized (this) {
        if (!ended) {
          closers.add(action);
          return;
        }
      }
      action.run();
    }

    @Override
    public void onDrain(Runnable action) {} // it is always empty

    @Override
    public void close() {
      List<Runnable> actions;
      synchronized (this) {
        ended = true;
        actions = List.copyOf(closers);
        closers.clear();
      }
      actions.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
