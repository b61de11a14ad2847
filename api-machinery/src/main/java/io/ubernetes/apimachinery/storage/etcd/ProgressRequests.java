package io.ubernetes.apimachinery.storage.etcd;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The requests for progress of one watch.
///
/// First asks the cluster for its newest revision: the member that serves the stream may be behind,
/// and what it calls progress would then be too old for who asks. When the watch has not come that
/// far by itself, asks the member to tell (or, where that is not safe, writes the marker), again
/// and again until it has.
///
/// Owned by the watch's thread, except [#want].
final class ProgressRequests {
  /// An etcd member looks every 100 ms for watches that are to be brought up to date.
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final KVGrpc.KVFutureStub etcd;
  private final ByteString marker;
  private final Consumer<Signal> inbox;
  private final AtomicBoolean wanted = new AtomicBoolean();

  private @Nullable WatchStream stream;
  private boolean trusted;
  private boolean reading;
  private boolean writing;

  /// Where the marker was written last: the stream brings it when it comes to this revision.
  private long markedAt;

  /// What has to be announced; 0 when nothing has.
  private long goal;

  ProgressRequests(Connection connection, ByteString marker, Consumer<Signal> inbox) {
    this.etcd = KVGrpc.newFutureStub(connection.channel());
    this.marker = marker;
    this.inbox = inbox;
  }

  /// True when this is news to the thread.
  boolean want() {
    return wanted.compareAndSet(false, true);
  }

  void onStream(WatchStream newStream, boolean progressIsTrusted) {
    stream = newStream;
    trusted = progressIsTrusted;
    markedAt = 0; // The stream before may have left the marker out.
  }

  /// When to ask again although nothing came, or null when nothing is awaited.
  @Nullable Duration askAgainAfter() {
    return goal > 0 || wanted.get() ? ASK_AGAIN : null;
  }

  void askWhereNeeded(long position) {
    if (!reading && wanted.getAndSet(false)) {
      reading = true;
      send(
          etcd.withDeadlineAfter(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .range(EtcdStore.revisionRequest()),
          response -> response.getHeader().getRevision(),
          revision -> inbox.accept(new Signal.Newest(revision)));
    }
    if (goal > position) {
      ask(position);
    }
  }

  private void ask(long position) {
    if (trusted) {
      if (stream != null) {
        stream.requestProgress();
      }
    } else if (!writing && markedAt <= position) {
      writing = true;
      send(
          etcd.withDeadlineAfter(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .put(PutRequest.newBuilder().setKey(marker).build()),
          response -> response.getHeader().getRevision(),
          revision -> inbox.accept(new Signal.MarkerWritten(revision)));
    }
  }

  /// True when the watch has come that far already, so that it can be announced.
  boolean onNewest(long revision, long position) {
    reading = false;
    if (revision == 0) {
      wanted.set(true); // Asked again after a while.
      return false;
    }
    if (revision <= position) {
      return true;
    }
    goal = Math.max(goal, revision);
    return false;
  }

  void onMarkerWritten(long revision) {
    writing = false;
    markedAt = revision;
  }

  /// Something is awaited, and the watch has come that far.
  boolean isReached(long position) {
    return goal > 0 && goal <= position;
  }

  void onAnnounced(long position) {
    if (goal <= position) {
      goal = 0;
    }
  }

  /// @param revision gets 0 when the call fails
  private static <A> void send(
      ListenableFuture<A> call, ToLongFunction<A> revisionOf, Consumer<Long> revision) {
    Futures.addCallback(
        call,
        new FutureCallback<A>() {
          @Override
          public void onSuccess(@Nullable A answer) {
            revision.accept(answer == null ? 0L : revisionOf.applyAsLong(answer));
          }

          @Override
          public void onFailure(Throwable error) {
            revision.accept(0L);
          }
        },
        MoreExecutors.directExecutor());
  }
}
