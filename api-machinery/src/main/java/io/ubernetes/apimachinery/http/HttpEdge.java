package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.pki.Credential;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves a [RequestHandler] over HTTPS, with HTTP/1.1 and HTTP/2 (chosen by ALPN) on one port.
///
/// A request that is answered from memory is handled on the event loop of its connection; any other
/// on a virtual thread of its own. Clients are asked for a certificate, and what they prove to hold
/// is passed on unverified. Clients that are too slow, send too much or come in too great a number
/// are refused in Kubernetes' words: 413, or 429 with `Retry-After`. Thread-safe.
public final class HttpEdge implements AutoCloseable {
  /// What is in progress at the end has so long to finish.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EventLoops loops;
  private final EdgeOptions options;
  private final RequestHandler handler;
  private final Load load;
  private final int bindPort;
  private final Queue<Listener> listeners = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
  private volatile Credential credential;
  private volatile String deployment = "";

  private HttpEdge(
      EventLoops loops, EdgeOptions options, Credential credential, RequestHandler handler) {
    this.loops = loops;
    this.options = options;
    this.credential = credential;
    this.handler = handler;
    this.load = new Load(options);
    this.bindPort = options.port() == 0 ? loops.nextRandomPort() : options.port();
  }

  /// Listens; returns when connections are accepted.
  ///
  /// @param credential the server's certificate and key
  /// @throws IOException in one line why this address cannot be listened on
  public static HttpEdge start(
      EventLoops loops, EdgeOptions options, Credential credential, RequestHandler handler)
      throws IOException {
    HttpEdge edge = new HttpEdge(loops, options, credential, handler);
    if (!loops.take(edge.address())) {
      throw new IOException(edge.cannotListen("the address is already in use"));
    }
    try {
      edge.listen();
    } catch (CompletionException e) {
      loops.release(edge.address());
      edge.threads.close();
      throw edge.explained(e.getCause() == null ? e : e.getCause());
    }
    return edge;
  }

  /// The port listened on.
  public int port() {
    return listeners.element().port();
  }

  /// Uses another certificate for connections made from now on.
  public void use(Credential renewed) {
    credential = renewed;
    Waiting.await(Future.all(listeners.stream().map(l -> l.use(renewed)).toList()));
  }

  /// Requests that are handled on virtual threads right now.
  public int inFlight() {
    return load.inFlight();
  }

  /// Open connections.
  public int connections() {
    return load.connections();
  }

  /// Stops taking connections, ends streams in order, waits a little for what is in progress, and
  /// closes everything.
  @Override
  public void close() {
    List<Future<Void>> ends = listeners.stream().map(l -> l.shutdown(GRACE)).toList();
    Waiting.await(Future.join(ends));
    Waiting.await(loops.vertx().undeploy(deployment));
    loops.release(address());
    threads.close();
  }

  EdgeOptions options() {
    return options;
  }

  RequestHandler handler() {
    return handler;
  }

  Credential credential() {
    return credential;
  }

  Load load() {
    return load;
  }

  ExecutorService threads() {
    return threads;
  }

  /// What to ask Vert.x for, which takes a negative number for a free port that listeners share.
  int bindPort() {
    return bindPort;
  }

  private void listen() {
    DeploymentOptions instances = new DeploymentOptions().setInstances(loops.size());
    deployment = Waiting.await(loops.vertx().deployVerticle(this::newListener, instances));
  }

  private Listener newListener() {
    Listener listener = new Listener(this);
    listeners.add(listener);
    return listener;
  }

  private String address() {
    return options.host() + ":" + bindPort;
  }

  private IOException explained(Throwable cause) {
    String reason =
        switch (cause) {
          case BindException e when String.valueOf(e.getMessage()).contains("in use") ->
              "the address is already in use";
          case UnknownHostException e -> "the host is unknown";
          case UnresolvedAddressException e -> "the host is unknown";
          default -> String.valueOf(cause.getMessage());
        };
    return new IOException(cannotListen(reason), cause);
  }

  private String cannotListen(String reason) {
    return "cannot listen on " + options.host() + ":" + options.port() + ": " + reason;
  }
}
