package io.ubernetes.apimachinery.storage.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The channel to an etcd cluster, and how long each call may take. Thread-safe.
final class Connection implements AutoCloseable {
  /// Longer than etcd's own limit for a write (5 s and two elections of 1 s), so that etcd says
  /// what became of it before we give up.
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  /// One answer, a page at most.
  private static final Duration READ_ATTEMPT_TIMEOUT = Duration.ofSeconds(10);

  /// All attempts at one answer: enough for an etcd member that restarts or an election.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

  /// The pause between two attempts: an election takes about a second.
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  /// At the start etcd may come up at the same time as we do.
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

  private final Endpoints endpoints;
  private final ManagedChannel channel;
  private final Reconnector reconnector;
  private final ServerVersions versions;
  private final CountDownLatch closing = new CountDownLatch(1);

  /// The newest revision that etcd has told; it only goes back when etcd does.
  private final AtomicLong newest = new AtomicLong();

  private final Past past = new Past(this);

  private Connection(Endpoints endpoints, ManagedChannel channel, ServerVersions versions) {
    this.endpoints = endpoints;
    this.channel = channel;
    this.versions = versions;
    this.reconnector = new Reconnector(channel);
  }

  static Connection open(Endpoints endpoints, @Nullable EtcdTls tls) {
    Connection connection =
        new Connection(
            endpoints,
            Channels.open(endpoints.target(), endpoints, tls),
            new ServerVersions(endpoints, tls));
    try {
      connection.awaitFirstAnswer();
      connection.versions.ask();
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void awaitFirstAnswer() {
    long end = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
    while (true) {
      try {
        // Fails at once when the connection does, and so tells why.
        CallOptions options =
            CallOptions.DEFAULT.withDeadlineAfter(Math.max(1, end - System.nanoTime()), NANOS);
        ClientCalls.blockingUnaryCall(
            channel, KVGrpc.getRangeMethod(), options, EtcdStore.revisionRequest());
        return;
      } catch (StatusRuntimeException e) {
        if (!isTransient(e) || System.nanoTime() + RETRY_PAUSE.toNanos() >= end) {
          throw new StoreException(
              "etcd does not answer at " + endpoints + ": " + Faults.text(e), e);
        }
        pause();
      }
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  ServerVersions versions() {
    return versions;
  }

  Past past() {
    return past;
  }

  /// A linearizable read.
  ///
  /// @throws RevertedException when etcd is older than it was
  RangeResponse range(RangeRequest request) {
    return range(request, READ_TIMEOUT);
  }

  RangeResponse range(RangeRequest request, Duration timeout) {
    long known = newest.get();
    RangeResponse response = read(KVGrpc.getRangeMethod(), request, timeout);
    saw(known, response.getHeader().getRevision());
    return response;
  }

  /// A transaction; etcd sees it at most once.
  ///
  /// @throws RevertedException when etcd is older than it was; the transaction has happened there
  TxnResponse transaction(TxnRequest request) {
    long known = newest.get();
    TxnResponse response = write(KVGrpc.getTxnMethod(), request);
    saw(known, response.getHeader().getRevision());
    return response;
  }

  /// Every answer of a linearizable call is at least as new as what was known before the call.
  private void saw(long known, long revision) {
    if (revision < known) {
      newest.compareAndSet(known, revision);
      throw new RevertedException(known, revision);
    }
    // Most answers tell nothing new, and then nobody writes what all threads read.
    if (revision > newest.get()) {
      newest.accumulateAndGet(revision, Math::max);
    }
  }

  /// A call that changes nothing: tried again while etcd is away.
  private <Q, A> A read(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      long left = end - System.nanoTime();
      try {
        return call(method, request, Math.min(left, READ_ATTEMPT_TIMEOUT.toNanos()));
      } catch (StatusRuntimeException e) {
        if (isClosed() || !isTransient(e) || left < 2 * RETRY_PAUSE.toNanos()) {
          throw Faults.exception(e);
        }
        pause();
      }
    }
  }

  /// A call that etcd sees at most once. While there is no connection it waits for one, until its
  /// deadline. (gRPC sends again only what a server says it has not looked at.)
  <Q, A> A write(MethodDescriptor<Q, A> method, Q request) {
    try {
      return call(method, request, WRITE_TIMEOUT.toNanos());
    } catch (StatusRuntimeException e) {
      throw Faults.exception(e);
    }
  }

  private <Q, A> A call(MethodDescriptor<Q, A> method, Q request, long timeoutNanos) {
    checkOpen();
    CallOptions options =
        CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(timeoutNanos, NANOS);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  void checkOpen() {
    if (isClosed()) {
      throw new StoreException("the store is closed", null);
    }
  }

  private static boolean isTransient(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  /// Before another attempt, which fails at once when the connection was closed meanwhile.
  private void pause() {
    try {
      var _ = closing.await(RETRY_PAUSE.toNanos(), NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    reconnector.close();
    channel.shutdownNow();
  }
}
