package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.NotWrittenException;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A [Store] in an etcd cluster (3.4 or newer), for any number of processes.
///
/// Each call is one round trip: a conditional write is one transaction that, when its condition
/// fails, answers with what stands there. Reads are linearizable. A read that fails is tried again
/// until its deadline; a write is sent at most once, so that after an exception it has happened
/// once or not at all. When the answer to a write is lost, what stands there is read, which mostly
/// tells what became of it.
///
/// `resourceVersion` semantics are etcd's own: one revision for the whole cluster, which also moves
/// when others write to it.
public final class EtcdStore implements Store {
  /// Any single key will do to ask for the revision; this one is never written.
  private static final ByteString NO_KEY = ByteString.copyFrom(new byte[] {0});

  /// To find out what became of a write: enough for a connection to be made anew, and short enough
  /// that the writer still waits.
  private static final Duration FIND_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private EtcdStore(Connection connection) {
    this.connection = connection;
  }

  /// Connects to a cluster, for instance `http://10.0.0.1:2379,http://10.0.0.2:2379`.
  ///
  /// @param endpoints comma-separated URLs, all `http` or all `https`; for `https` the certificates
  ///   must be trusted by the JDK
  /// @throws IllegalArgumentException when they cannot be understood
  /// @throws StoreException when none answers within some seconds
  public static EtcdStore connect(String endpoints) {
    return connect(Endpoints.parse(endpoints), null);
  }

  /// As [#connect(String)], with what TLS needs.
  public static EtcdStore connect(String endpoints, EtcdTls tls) {
    return connect(Endpoints.parse(endpoints), tls);
  }

  private static EtcdStore connect(Endpoints endpoints, @Nullable EtcdTls tls) {
    return new EtcdStore(Connection.open(endpoints, tls));
  }

  @Override
  public Optional<Entry> get(String key) {
    ByteString bytes = keyBytes(key);
    RangeResponse response = connection.range(RangeRequest.newBuilder().setKey(bytes).build());
    return response.getKvsList().stream().findFirst().map(KeyValues::entry);
  }

  @Override
  public Listing list(String prefix, @Nullable String fromKey, int limit, long atRevision) {
    if (limit < 0 || atRevision < 0) {
      throw new IllegalArgumentException("negative limit or revision");
    }
    return new Lister(connection, KeyRange.of(prefix, fromKey), limit).list(atRevision);
  }

  @Override
  public WriteResult create(String key, byte[] value) {
    ByteString bytes = keyBytes(key);
    return put(
        bytes,
        value,
        () -> write(bytes, Compare.newBuilder().setCreateRevision(0), put(bytes, value)));
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    ByteString bytes = keyBytes(key);
    return put(bytes, value, () -> replace(key, bytes, expectedRevision, put(bytes, value)));
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    ByteString bytes = keyBytes(key);
    DeleteRangeRequest delete = DeleteRangeRequest.newBuilder().setKey(bytes).build();
    RequestOp operation = RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    try {
      return replace(key, bytes, expectedRevision, operation);
    } catch (NotWrittenException | RevertedException known) {
      throw known;
    } catch (StoreException unknown) {
      return deleted(bytes, expectedRevision, unknown);
    }
  }

  /// Makes a deletion whose answer was lost known where that can be. As long as the version stands
  /// that was to go, the deletion may still be on its way. Another version of the same life says
  /// that it will not happen. Where nothing stands, or something that was made since, the version
  /// is gone: by us, or by somebody who deleted the very same version at the same time, in which
  /// case both are told that it is done.
  private WriteResult deleted(ByteString key, long expected, StoreException unknown) {
    KeyValue found;
    long revision;
    try {
      RangeRequest request = RangeRequest.newBuilder().setKey(key).build();
      RangeResponse response = connection.range(request, FIND_TIMEOUT);
      found = response.getKvsCount() == 0 ? null : response.getKvs(0);
      revision = response.getHeader().getRevision();
    } catch (StoreException still) {
      unknown.addSuppressed(still);
      throw unknown;
    }
    if (found == null || found.getCreateRevision() > expected) {
      return new WriteResult.Written(revision);
    }
    if (found.getModRevision() > expected) {
      return new WriteResult.Conflict(KeyValues.entry(found));
    }
    throw unknown;
  }

  /// Makes a write whose answer was lost known where that can be: if the very value stands there,
  /// it was written. (An object has a uid of its own, so nobody else writes the same.) If not, it
  /// may still be on its way, and nobody knows.
  private WriteResult put(ByteString key, byte[] value, Supplier<WriteResult> write) {
    try {
      WriteResult result = write.get();
      if (result instanceof WriteResult.Written(long revision)) {
        connection.past().saw(key, UnsafeByteOperations.unsafeWrap(value), revision);
      }
      return result;
    } catch (NotWrittenException | RevertedException known) {
      throw known;
    } catch (StoreException unknown) {
      Entry found = find(key, unknown);
      if (found != null && Arrays.equals(found.value(), value)) {
        return new WriteResult.Written(found.revision());
      }
      throw unknown;
    }
  }

  private @Nullable Entry find(ByteString key, StoreException unknown) {
    try {
      RangeRequest request = RangeRequest.newBuilder().setKey(key).build();
      return connection.range(request, FIND_TIMEOUT).getKvsList().stream()
          .findFirst()
          .map(KeyValues::entry)
          .orElse(null);
    } catch (StoreException still) {
      unknown.addSuppressed(still);
      return null;
    }
  }

  private WriteResult replace(String key, ByteString bytes, long expected, RequestOp operation) {
    if (expected <= 0) {
      // To etcd a key that is not there was modified at revision 0; to us nothing ever was.
      return new WriteResult.Conflict(get(key).orElse(null));
    }
    return write(bytes, Compare.newBuilder().setModRevision(expected), operation);
  }

  private static RequestOp put(ByteString key, byte[] value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(key)
            .setValue(UnsafeByteOperations.unsafeWrap(value))
            .build();
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  private WriteResult write(ByteString key, Compare.Builder condition, RequestOp operation) {
    Compare.CompareTarget target =
        condition.hasModRevision() ? Compare.CompareTarget.MOD : Compare.CompareTarget.CREATE;
    condition.setKey(key).setTarget(target).setResult(Compare.CompareResult.EQUAL);
    RangeRequest current = RangeRequest.newBuilder().setKey(key).build();
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(condition)
            .addSuccess(operation)
            .addFailure(RequestOp.newBuilder().setRequestRange(current))
            .build();
    TxnResponse response = connection.transaction(request);
    if (response.getSucceeded()) {
      return new WriteResult.Written(response.getHeader().getRevision());
    }
    RangeResponse found = response.getResponses(0).getResponseRange();
    return new WriteResult.Conflict(
        found.getKvsCount() == 0 ? null : KeyValues.entry(found.getKvs(0)));
  }

  @Override
  public long currentRevision() {
    return connection.range(revisionRequest()).getHeader().getRevision();
  }

  static RangeRequest revisionRequest() {
    return RangeRequest.newBuilder().setKey(NO_KEY).setCountOnly(true).build();
  }

  @Override
  public Watch watch(String prefix, long afterRevision, Watcher watcher) {
    if (afterRevision < 0) {
      throw new IllegalArgumentException("negative revision");
    }
    connection.checkOpen();
    EtcdWatch watch = new EtcdWatch(connection, prefix, afterRevision, watcher, watches::remove);
    watches.add(watch);
    watch.start();
    if (closed) {
      watch.close();
    }
    return watch;
  }

  @Override
  public void compact(long revision) {
    try {
      connection.write(
          KVGrpc.getCompactMethod(), CompactionRequest.newBuilder().setRevision(revision).build());
    } catch (CompactedException e) {
      return; // That far it was compacted before.
    }
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(EtcdWatch::close);
    connection.close();
  }

  private static ByteString keyBytes(String key) {
    return UnsafeByteOperations.unsafeWrap(KeyRange.key(key));
  }
}
