package io.ubernetes.runtime;

import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a [Reconciler] over the keys of a [WorkQueue], on as many virtual threads as it has
/// workers. The one place where what a reconciler throws is caught, logged, counted, and turned
/// into another try. It owns the queue, and closes it. Thread-safe; started once.
public final class Controller<K> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Controller.class);

  /// How long [#close] waits for reconciles that are under way, before it interrupts them.
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// Failures in a row after which a key is a warning and no longer only a note: most faults are
  /// gone at the second try.
  private static final int WARN_FROM = 3;

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final int workers;
  private final List<Thread> threads = new ArrayList<>(); // guarded by itself
  private final LongAdder reconciles = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();

  public Controller(String name, WorkQueue<K> queue, Reconciler<K> reconciler, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("a controller needs a worker");
    }
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
    this.workers = workers;
  }

  public Controller<K> start() {
    synchronized (threads) {
      if (!threads.isEmpty()) {
        throw new IllegalStateException(name + " was started before");
      }
      for (int i = 0; i < workers; i++) {
        threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
      }
    }
    return this;
  }

  public String name() {
    return name;
  }

  public WorkQueue<K> queue() {
    return queue;
  }

  public ControllerMetrics metrics() {
    return new ControllerMetrics(
        reconciles.sum(),
        conflicts.sum(),
        failures.sum(),
        Duration.ofNanos(busyNanos.sum()),
        queue.metrics());
  }

  /// Takes no new keys, waits for the reconciles that are under way, and interrupts those that do
  /// not end in time.
  @Override
  public void close() {
    queue.close();
    try {
      if (!queue.awaitIdle(GRACE)) {
        log.warn("{}: reconciles did not end within {}, they are interrupted", name, GRACE);
      }
      synchronized (threads) {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
          thread.join(GRACE);
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (true) {
        Optional<K> key = queue.take();
        if (key.isEmpty()) {
          return;
        }
        process(key.get());
      }
    } catch (InterruptedException e) {
      log.debug("{}: a worker was interrupted and ends", name);
    }
  }

  private void process(K key) throws InterruptedException {
    long start = System.nanoTime();
    try {
      schedule(key, reconcile(key));
    } finally {
      reconciles.increment();
      busyNanos.add(System.nanoTime() - start);
      queue.done(key);
    }
  }

  /// Errors of the JVM are caught as well: a worker that dies in silence would be worse.
  @SuppressWarnings("CatchingUnchecked")
  private Result reconcile(K key) throws InterruptedException {
    try {
      return reconciler.reconcile(key);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      return Result.failed(e);
    }
  }

  private void schedule(K key, Result result) {
    switch (result) {
      case Result.Done() -> queue.forget(key);
      case Result.RequeueAfter(Duration delay) -> {
        queue.forget(key);
        queue.addAfter(key, delay);
      }
      case Result.Failed(Throwable cause) -> retry(key, cause);
    }
  }

  private void retry(K key, Throwable cause) {
    if (cause instanceof ApiClientException e && isExpected(e)) {
      conflicts.increment();
      log.debug("{}: {} goes again: {}", name, key, e.getMessage());
      e.retryAfter()
          .ifPresentOrElse(wait -> queue.addAfter(key, wait), () -> queue.addRateLimited(key));
    } else {
      failures.increment();
      report(key, cause);
      queue.addRateLimited(key);
    }
  }

  /// A conflict, a busy server, and a member that is known not to answer are part of the day.
  private static boolean isExpected(ApiClientException e) {
    return e.isConflict() || e.isTooBusy() || e.reason().equals(ApiClientException.CIRCUIT_OPEN);
  }

  /// What a server said needs no stack trace; what the code did wrong does.
  private void report(K key, Throwable cause) {
    int before = queue.failures(key);
    if (!(cause instanceof ApiClientException)) {
      log.error("{}: {} failed, try {} follows", name, key, before + 2, cause);
    } else if (before + 1 >= WARN_FROM) {
      log.warn("{}: {} failed, try {} follows: {}", name, key, before + 2, cause.getMessage());
    } else {
      log.info("{}: {} failed, try {} follows: {}", name, key, before + 2, cause.getMessage());
    }
  }
}
