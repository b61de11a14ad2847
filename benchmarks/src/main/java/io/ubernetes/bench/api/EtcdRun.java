package io.ubernetes.bench.api;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Report;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The raw limit beneath an API server: puts on the condition that the key does not exist, of the
/// same size as the creates, straight into an etcd without TLS.
final class EtcdRun implements AutoCloseable {
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;

  private final KVGrpc.KVFutureStub etcd;
  private final ManagedChannel channel;
  private final Processes processes;
  private final Duration time;
  private final String prefix =
      "/bench/" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "/";
  private final ByteString value;

  EtcdRun(URI url, Processes processes, Duration time) {
    this.processes = processes;
    this.time = time;
    this.channel =
        Grpc.newChannelBuilder(
                url.getHost() + ":" + url.getPort(), InsecureChannelCredentials.create())
            .directExecutor()
            .build();
    this.etcd = KVGrpc.newFutureStub(channel);
    byte[] bytes = new byte[CreateRun.OBJECT_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    this.value = ByteString.copyFrom(bytes);
  }

  void run(List<Integer> clientCounts, long limit, Report report) throws IOException {
    for (int clients : clientCounts) {
      long started = System.nanoTime();
      Processes.Interval interval = processes.begin();
      Flows.Outcome outcome =
          Flows.run(clients, time, limit, (flow, number) -> put(clients + "/" + number));
      report.add(RawRun.measurement("etcd alone", clients, started, interval, outcome));
    }
  }

  private Future<Integer> put(String name) {
    ByteString key = ByteString.copyFromUtf8(prefix + name);
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key)
                    .setTarget(Compare.CompareTarget.MOD)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setModRevision(0))
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value)))
            .build();
    return status(etcd.txn(request));
  }

  private static Future<Integer> status(ListenableFuture<TxnResponse> answer) {
    Promise<Integer> promise = Promise.promise();
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable TxnResponse response) {
            boolean put = response != null && response.getSucceeded();
            promise.complete(put ? CREATED : CONFLICT);
          }

          @Override
          public void onFailure(Throwable failure) {
            promise.fail(failure);
          }
        },
        MoreExecutors.directExecutor());
    return promise.future();
  }

  /// Deletes what was put.
  @Override
  public void close() throws IOException {
    ByteString end = ByteString.copyFromUtf8(prefix.substring(0, prefix.length() - 1) + "0");
    try {
      KVGrpc.newBlockingStub(channel)
          .deleteRange(
              DeleteRangeRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8(prefix))
                  .setRangeEnd(end)
                  .build());
    } catch (StatusRuntimeException e) {
      throw new IOException("cannot clean up etcd: " + e.getMessage(), e);
    } finally {
      channel.shutdownNow();
    }
  }
}
