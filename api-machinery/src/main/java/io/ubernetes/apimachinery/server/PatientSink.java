package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.cache.WatchEvent;
import io.ubernetes.apimachinery.cache.WatchSink;
import io.ubernetes.apimachinery.errors.ApiException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands between the cache, which must never wait, and a watch whose events take time: they are
/// passed on by a thread of the watch's own, which runs only while there is something to pass on.
/// When that fails, the watch ends with the error. Thread-safe: all state is guarded by this
/// object.
final class PatientSink implements WatchSink {

  private static final Logger LOG = LoggerFactory.getLogger(PatientSink.class);

  /// Who is further behind than that many events lists again.
  private static final int MAX_WAITING = 10_000;

  private final WatchSink slow;
  private final Queue<Runnable> work = new ArrayDeque<>();
  private int waiting;
  private boolean running;
  private boolean over; // no more events are taken
  private boolean told; // the watch knows that it has ended

  PatientSink(WatchSink slow) {
    this.slow = slow;
  }

  @Override
  public synchronized boolean offer(List<WatchEvent> events) {
    if (over || (waiting > 0 && waiting + events.size() > MAX_WAITING)) {
      over = true;
      return false;
    }
    waiting += events.size();
    enqueue(() -> pass(events));
    return true;
  }

  private void pass(List<WatchEvent> events) {
    try {
      if (!slow.offer(events)) {
        stop();
      }
    } catch (ApiException unconvertible) {
      stop();
      slow.expired(unconvertible);
    } catch (RuntimeException fault) {
      LOG.error("A watcher failed and is ended", fault);
      stop();
      slow.end();
    } finally {
      passed(events.size());
    }
  }

  private synchronized void passed(int events) {
    waiting -= events;
    notifyAll();
  }

  private synchronized void stop() {
    over = true;
    told = true;
    work.clear();
  }

  /// Waits for the events to be passed on and for the client to take them.
  @Override
  public void awaitRoom() throws InterruptedException {
    synchronized (this) {
      while (waiting > 0 && !over) {
        wait();
      }
    }
    slow.awaitRoom();
  }

  @Override
  public synchronized void expired(ApiException error) {
    last(() -> slow.expired(error));
  }

  @Override
  public synchronized void end() {
    last(slow::end);
  }

  /// Only with the lock held.
  private void last(Runnable step) {
    if (!told) {
      told = true;
      enqueue(step);
    }
  }

  /// Only with the lock held.
  private void enqueue(Runnable step) {
    work.add(step);
    if (!running) {
      running = true;
      Thread.ofVirtual().name("watch-conversion").start(this::run);
    }
  }

  private void run() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = work.poll();
        if (next == null) {
          running = false;
          return;
        }
      }
      next.run();
    }
  }
}
