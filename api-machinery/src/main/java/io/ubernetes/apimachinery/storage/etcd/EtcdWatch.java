package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.WatchResponse;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Watch;
import io.ubernetes.apimachinery.storage.Store.Watcher;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One watch: a virtual thread that opens a stream, delivers what comes, and opens another from
/// where it was when the stream breaks.
///
/// The stream begins at the last revision that is known to be delivered, not after it, and what is
/// known already is dropped: etcd refuses a start that was compacted, and only this way notices
/// that the change right after our position may be gone (a deletion at the compacted revision is).
///
/// All fields belong to the thread, except `inbox`, `progress`, `closing` (all thread-safe) and
/// `closed`, which is guarded by `delivery`, the lock that is held while the watcher is called.
final class EtcdWatch implements Watch {
  /// Pauses before a stream is opened again: short at first, for an election or a single reset.
  private static final Duration MIN_PAUSE = Duration.ofMillis(50);

  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private final Connection connection;
  private final String prefix;
  private final ByteString prefixBytes;
  private final KeyRange range;
  private final ByteString marker;
  private final Watcher watcher;
  private final Consumer<EtcdWatch> whenEnded;

  /// Bounded by the prefetch of the stream and by what is asked for at one time.
  private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();

  private final ProgressRequests progress;
  private final ReentrantLock delivery = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean closed;

  /// Of etcd when the watch began: see [Past#lives].
  private final int life;

  private long position;
  private Duration pause = MIN_PAUSE;
  private List<io.etcd.jetcd.api.Event> fragments = new ArrayList<>();

  EtcdWatch(
      Connection connection,
      String prefix,
      long afterRevision,
      Watcher watcher,
      Consumer<EtcdWatch> whenEnded) {
    this.connection = connection;
    this.prefix = prefix;
    this.prefixBytes = ByteString.copyFromUtf8(prefix);
    this.range = KeyRange.of(prefix, null);
    this.marker = ProgressMarker.behind(range);
    this.position = afterRevision;
    this.watcher = watcher;
    this.whenEnded = whenEnded;
    this.life = connection.past().lives();
    this.progress = new ProgressRequests(connection, marker, inbox::add);
  }

  void start() {
    Thread.ofVirtual().name("etcd-watch " + prefix).start(this::run);
  }

  private void run() {
    try {
      followOneStream();
      while (!closed) {
        if (isAnswering()) {
          followOneStream();
        }
      }
    } catch (StoreException e) {
      end(e);
    } catch (InterruptedException | RuntimeException e) {
      end(new StoreException("the watcher of " + prefix + " failed", e));
    } finally {
      whenEnded.accept(this);
    }
  }

  /// Before a stream is opened again: etcd may have been put back, and a watch from a revision that
  /// is still to come would wait for it in silence. It may even have gone on from there, past what
  /// was delivered.
  ///
  /// @throws RevertedException when what was delivered is no longer etcd's past
  private boolean isAnswering() throws InterruptedException {
    try {
      long newest = connection.range(EtcdStore.revisionRequest()).getHeader().getRevision();
      if (newest < position) {
        throw new RevertedException(position, newest);
      }
      connection.past().check();
      if (connection.past().lives() != life) {
        throw new RevertedException(position); // another watch has found it out
      }
      return true;
    } catch (RevertedException reverted) {
      throw reverted;
    } catch (StoreException away) {
      recover(away.getCause());
      return false;
    }
  }

  private void followOneStream() throws InterruptedException {
    boolean trusted = connection.versions().progressIsSafe();
    ByteString end =
        trusted
            ? UnsafeByteOperations.unsafeWrap(range.end())
            : marker.concat(ByteString.copyFrom(new byte[1]));
    fragments = new ArrayList<>();
    WatchStream stream =
        WatchStream.open(
            connection.channel(),
            UnsafeByteOperations.unsafeWrap(range.start()),
            end,
            Math.max(1, position),
            inbox::add);
    try {
      progress.onStream(stream, trusted);
      while (!closed && !isOver(stream, nextSignal())) {
        progress.askWhereNeeded(position);
      }
    } finally {
      stream.cancel();
    }
  }

  private @Nullable Signal nextSignal() throws InterruptedException {
    Duration patience = progress.askAgainAfter();
    return patience == null ? inbox.take() : inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Deals with a signal; true when the stream has ended and another is needed.
  private boolean isOver(WatchStream stream, @Nullable Signal signal) throws InterruptedException {
    switch (signal) {
      case null -> {}
      case Signal.Wake _ -> {}
      case Signal.MarkerWritten written -> progress.onMarkerWritten(written.revision());
      case Signal.Newest newest -> {
        if (progress.onNewest(newest.revision(), position)) {
          announce(position);
        }
      }
      case Signal.Answer answer -> {
        if (answer.stream() == stream) {
          receive(answer.response());
          stream.acknowledge();
        }
      }
      case Signal.Broken broken -> {
        if (broken.stream() == stream) {
          recover(broken.error());
          return true;
        }
      }
    }
    return false;
  }

  private void recover(@Nullable Throwable error) throws InterruptedException {
    if (error != null && Faults.isFinal(error)) {
      throw new StoreException("etcd refuses the watch: " + error.getMessage(), error);
    }
    if (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
    }
  }

  private void receive(WatchResponse response) {
    if (response.getCompactRevision() > 0) {
      throw new CompactedException(response.getCompactRevision());
    }
    if (response.getCanceled()) {
      throw new StoreException("etcd ended the watch: " + response.getCancelReason(), null);
    }
    pause = MIN_PAUSE;
    if (response.getCreated()) {
      return;
    }
    if (response.getEventsCount() == 0) {
      announce(response.getHeader().getRevision());
      return;
    }
    fragments.addAll(response.getEventsList());
    if (!WatchStream.isFragment(response)) {
      List<io.etcd.jetcd.api.Event> complete = fragments;
      fragments = new ArrayList<>();
      deliver(complete);
    }
  }

  private void deliver(List<io.etcd.jetcd.api.Event> received) {
    List<Event> events = new ArrayList<>(received.size());
    boolean marked = false;
    long last = position;
    for (io.etcd.jetcd.api.Event event : received) {
      ByteString key = event.getKv().getKey();
      long revision = event.getKv().getModRevision();
      if (revision <= position) {
        continue;
      }
      last = revision;
      if (key.equals(marker)) {
        marked = true;
      } else if (isOurs(key)) {
        events.add(KeyValues.event(event));
      }
    }
    rememberLastPut(received);
    if (!events.isEmpty()) {
      call(() -> watcher.onEvents(events));
    }
    position = last;
    if (marked || progress.isReached(position)) {
      announce(position);
    }
  }

  private void rememberLastPut(List<io.etcd.jetcd.api.Event> received) {
    KeyValue last = received.getLast().getKv();
    boolean put = last.getVersion() > 0; // a deletion begins the count anew
    if (put && isOurs(last.getKey())) {
      connection.past().saw(last.getKey(), last.getValue(), last.getModRevision());
    }
  }

  private boolean isOurs(ByteString key) {
    return key.startsWith(prefixBytes) && !ProgressMarker.isMarker(key);
  }

  private void announce(long revision) {
    position = Math.max(position, revision);
    progress.onAnnounced(position);
    call(() -> watcher.onProgress(position));
  }

  private void end(StoreException reason) {
    call(() -> {
      closed = true;
      watcher.onError(reason);
    });
  }

  private void call(Runnable delivered) {
    delivery.lock();
    try {
      if (!closed) {
        delivered.run();
      }
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void requestProgress() {
    if (progress.want()) {
      inbox.add(new Signal.Wake());
    }
  }

  @Override
  public void close() {
    delivery.lock();
    try {
      closed = true;
    } finally {
      delivery.unlock();
    }
    closing.countDown();
    inbox.add(new Signal.Wake());
  }
}
