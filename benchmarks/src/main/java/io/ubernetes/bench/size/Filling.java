package io.ubernetes.bench.size;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Puts many copies of one stored object into a store while no server runs on it: in minutes what
/// would take a server an hour.
final class Filling {
  /// Puts in one transaction; etcd takes 128.
  private static final int PUTS = 100;

  private static final int ETCD_WRITERS = 8;

  /// So many share one sync of the disk.
  private static final int EMBEDDED_WRITERS = 512;

  private Filling() {}

  /// @param url an etcd without TLS
  static void fillEtcd(URI url, Copies copies) throws IOException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                url.getHost() + ":" + url.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      KVGrpc.KVBlockingStub etcd = KVGrpc.newBlockingStub(channel);
      inParallel(
          ETCD_WRITERS,
          Math.ceilDiv(copies.count(), PUTS),
          number -> etcd.txn(puts(copies, number * PUTS)));
    } finally {
      channel.shutdownNow();
    }
  }

  private static TxnRequest puts(Copies copies, long from) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    for (long i = from; i < Math.min(from + PUTS, copies.count()); i++) {
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(copies.key(i)))
              .setValue(ByteString.copyFrom(copies.value(i)))
              .build();
      request.addSuccess(RequestOp.newBuilder().setRequestPut(put));
    }
    return request.build();
  }

  /// @param directory of an embedded store that nobody has open
  static void fillEmbedded(Path directory, Copies copies) throws IOException {
    try (Store store = EmbeddedStore.open(directory)) {
      inParallel(
          EMBEDDED_WRITERS,
          copies.count(),
          number -> store.create(copies.key(number), copies.value(number)));
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(long number);
  }

  private static void inParallel(int threads, long count, Step step) throws IOException {
    AtomicLong next = new AtomicLong();
    AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        executor.execute(() -> {
          try {
            for (long number = next.getAndIncrement();
                number < count && fault.get() == null;
                number = next.getAndIncrement()) {
              step.run(number);
            }
          } catch (RuntimeException e) {
            fault.set(e);
          }
        });
      }
    }
    RuntimeException why = fault.get();
    if (why != null) {
      throw new IOException("the store cannot be filled: " + why.getMessage(), why);
    }
  }
}
