package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/// Makes all changes, one group after the other: whoever waits at the same time shares one
/// transaction, and thereby one sync of the disk.
///
/// One platform thread, started by [#start], owns the connection and all that is not final here.
final class Writer implements AutoCloseable {
  /// Writes that may wait; who comes later waits to be let in.
  private static final int QUEUE_CAPACITY = 4_096;

  /// Writes in one transaction, and their bytes: more would only make the first one wait longer.
  private static final int MAX_GROUP = 1_024;

  private static final long MAX_GROUP_BYTES = 16L << 20;

  /// Far beyond what a healthy disk needs for all that may wait; only a disk that hangs takes it.
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// Revisions swept in one transaction after a compaction: some milliseconds, so that writes
  /// hardly notice.
  private static final long SWEEP_STEP = 500;

  /// How long sweeping rests after it met a full disk.
  private static final Duration SWEEP_PAUSE = Duration.ofSeconds(5);

  private final Broadcast broadcast;
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final Thread thread;

  /// Why nothing is written any more; null while all is well. Set by the thread, or by close.
  private volatile @Nullable StoreException stopped;

  private volatile boolean closing;
  private Changes changes;
  private long swept;
  private Duration sweepPause = Duration.ZERO;

  Writer(Changes changes, Broadcast broadcast) {
    this.changes = changes;
    this.broadcast = broadcast;
    this.swept = changes.sweptRevision();
    this.thread = Thread.ofPlatform().name("store-writer").daemon(true).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  WriteResult write(Write write) {
    return submit(new Pending.OfWrite(write)).await(TIMEOUT);
  }

  void compact(long revision) {
    submit(new Pending.OfCompaction(revision)).await(TIMEOUT);
  }

  void checkOpen() {
    StoreException reason = stopped;
    if (reason != null) {
      throw new StoreException(reason.getMessage() + ": nothing was written", reason);
    }
  }

  private <P extends Pending> P submit(P pending) {
    checkOpen();
    try {
      if (!queue.offer(pending, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the disk does not keep up: nothing was written", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted: nothing was written", e);
    }
    // The thread may have ended between our check and our offer; it then never saw the request.
    if (stopped != null && queue.remove(pending)) {
      checkOpen();
    }
    return pending;
  }

  private void run() {
    List<Pending> group = new ArrayList<>(MAX_GROUP);
    try {
      while (nextGroup(group)) {
        if (!group.isEmpty()) {
          commit(group);
        }
        sweepStep();
        group.clear();
      }
      stop(new StoreException("the store is closed", null));
    } catch (SQLException | RuntimeException e) {
      stop(new StoreException("the embedded store failed and must be opened again", e));
    }
  }

  /// Waits for writes, unless there is something to sweep. False at the end: closed and all done.
  private boolean nextGroup(List<Pending> group) {
    Pending first = take();
    long bytes = 0;
    while (first != null) {
      group.add(first);
      bytes += first.bytes();
      first = group.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES ? queue.poll() : null;
    }
    return !group.isEmpty() || !closing;
  }

  private @Nullable Pending take() {
    try {
      if (closing) {
        return queue.poll();
      }
      return swept < broadcast.compactRevision()
          ? queue.poll(sweepPause.toMillis(), TimeUnit.MILLISECONDS)
          : queue.take();
    } catch (InterruptedException e) {
      return queue.poll(); // close() woke us up.
    }
  }

  private void commit(List<Pending> group) throws SQLException {
    List<Event> events = new ArrayList<>(group.size());
    long compactRevision = broadcast.compactRevision();
    try {
      changes.begin();
      for (Pending pending : group) {
        switch (pending) {
          case Pending.OfWrite write -> apply(write, events);
          case Pending.OfCompaction compaction ->
              compactRevision = apply(compaction, compactRevision, events.size());
        }
      }
      changes.commit();
    } catch (SQLException e) {
      fail(group, Sqlite.fault(e));
      undo(e);
      return;
    } catch (RuntimeException e) {
      fail(group, new StoreException("the embedded store failed: " + e, e));
      throw e;
    }
    broadcast.publish(events, compactRevision);
    group.forEach(Pending::complete);
  }

  private void apply(Pending.OfWrite pending, List<Event> events) throws SQLException {
    Write write = pending.write();
    Entry current = changes.newest(write);
    long currentRevision = current == null ? Write.ABSENT : current.revision();
    if (currentRevision != write.expectedRevision()) {
      pending.outcome(new WriteResult.Conflict(current));
      return;
    }
    long revision = broadcast.revision() + events.size() + 1;
    changes.insert(revision, write, currentRevision);
    byte[] value = write instanceof Write.Put put ? put.value() : null;
    events.add(new Event(write.key(), value, revision, current));
    pending.outcome(new WriteResult.Written(revision));
  }

  /// @return what is the compact revision from now on
  private long apply(Pending.OfCompaction pending, long compacted, int newEvents)
      throws SQLException {
    long newest = broadcast.revision() + newEvents;
    if (pending.revision() > newest) {
      pending.fail(
          new StoreException(
              "required revision "
                  + pending.revision()
                  + " is a future revision (newest: "
                  + newest
                  + ")",
              null));
      return compacted;
    }
    if (pending.revision() <= compacted) {
      return compacted;
    }
    changes.setCompactRevision(pending.revision());
    return pending.revision();
  }

  /// A full disk passes, and a transaction that is rolled back has left nothing. After any other
  /// fault nobody knows what a later sync would make durable, so that is the end of this writer.
  private void undo(SQLException fault) throws SQLException {
    if (fault.getErrorCode() != SQLiteErrorCode.SQLITE_FULL.code) {
      throw fault;
    }
    changes = changes.rolledBack();
  }

  private void sweepStep() throws SQLException {
    long compactRevision = broadcast.compactRevision();
    if (swept >= compactRevision) {
      return;
    }
    long upTo = Math.min(compactRevision, swept + SWEEP_STEP);
    try {
      changes.begin();
      changes.sweep(swept, upTo);
      changes.commit();
      swept = upTo;
      sweepPause = Duration.ZERO;
    } catch (SQLException e) {
      undo(e);
      sweepPause = SWEEP_PAUSE;
    }
  }

  private void stop(StoreException reason) {
    stopped = reason;
    List<Pending> rest = new ArrayList<>();
    queue.drainTo(rest);
    fail(rest, reason);
    changes.close();
  }

  private static void fail(List<Pending> group, StoreException reason) {
    for (Pending pending : group) {
      pending.fail(reason);
      pending.complete();
    }
  }

  /// Finishes what waits, then ends the thread.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
