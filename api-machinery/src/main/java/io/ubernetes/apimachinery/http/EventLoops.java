package io.ubernetes.apimachinery.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that any number of [HttpEdge]s in one process share, so that a hundred simulated
/// clusters need no more threads than one. Thread-safe. Close it after the edges.
public final class EventLoops implements AutoCloseable {
  private final Vertx vertx;
  private final int size;
  private final AtomicInteger randomPorts = new AtomicInteger();

  /// Ports in use by edges here: Vert.x would let a second edge share the first one's socket.
  private final Set<String> taken = new HashSet<>();

  private EventLoops(Vertx vertx, int size) {
    this.vertx = vertx;
    this.size = size;
  }

  /// One loop for each processor.
  public static EventLoops start() {
    return start(Runtime.getRuntime().availableProcessors());
  }

  /// @param size number of loops
  public static EventLoops start(int size) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(size)
            // Blocking work runs on virtual threads; Vert.x's own pools stay idle.
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    return new EventLoops(Vertx.vertx(options), size);
  }

  Vertx vertx() {
    return vertx;
  }

  int size() {
    return size;
  }

  /// Vert.x gives listeners that name the same negative port one socket with a free port.
  int nextRandomPort() {
    return -randomPorts.incrementAndGet();
  }

  synchronized boolean take(String address) {
    return taken.add(address);
  }

  synchronized void release(String address) {
    taken.remove(address);
  }

  @Override
  public void close() {
    Waiting.await(vertx.close());
  }
}
