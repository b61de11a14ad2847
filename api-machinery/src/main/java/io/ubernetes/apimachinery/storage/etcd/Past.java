package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.RevertedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One thing that is known of etcd's past, by which it is noticed that etcd was put back and has
/// since been written past what was known: the revisions go on, and are others. Thread-safe.
///
/// The newest known put stands for all before it: an etcd that has it has them too.
final class Past {
  private final Connection connection;
  private final AtomicReference<@Nullable Put> newest = new AtomicReference<>();
  private final AtomicInteger lives = new AtomicInteger();

  private record Put(ByteString key, ByteString value, long revision) {}

  Past(Connection connection) {
    this.connection = connection;
  }

  /// A key was written so at that revision.
  void saw(ByteString key, ByteString value, long revision) {
    Put known = newest.get();
    // Two threads may pass each other here: then one of two newest puts is kept, which does.
    if (known == null || known.revision() < revision) {
      newest.set(new Put(key, value, revision));
    }
  }

  /// How often etcd was found to have been put back. What was known in an earlier life is to be
  /// forgotten.
  int lives() {
    return lives.get();
  }

  /// Asks etcd whether its past is the one that is known.
  ///
  /// @throws RevertedException when it is not
  void check() {
    Put known = newest.get();
    if (known != null && !isStillSo(known)) {
      if (newest.compareAndSet(known, null)) {
        lives.incrementAndGet();
      }
      throw new RevertedException(known.revision());
    }
  }

  private boolean isStillSo(Put known) {
    RangeRequest.Builder request = RangeRequest.newBuilder().setKey(known.key());
    try {
      RangeResponse then = connection.range(request.setRevision(known.revision()).build());
      return then.getKvsCount() == 1
          && then.getKvs(0).getModRevision() == known.revision()
          && then.getKvs(0).getValue().equals(known.value());
    } catch (CompactedException forgotten) {
      RangeResponse now = connection.range(request.setRevision(0).build());
      return now.getKvsCount() == 0 || mayFollow(now.getKvs(0), known);
    }
  }

  private static boolean mayFollow(KeyValue now, Put known) {
    return now.getModRevision() > known.revision()
        || (now.getModRevision() == known.revision() && now.getValue().equals(known.value()));
  }
}
