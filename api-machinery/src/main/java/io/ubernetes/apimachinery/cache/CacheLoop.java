package io.ubernetes.apimachinery.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread that changes a cache's state and feeds its watchers. Tasks run in the order in
/// which they were given; none of them may block.
final class CacheLoop implements AutoCloseable {
  /// Batches of changes that may wait. The loop does nothing but work in memory, so more only wait
  /// when the process is overloaded, and then the store's watch shall be held back.
  private static final int MAX_WAITING_BATCHES = 256;

  /// Tasks that are run before watchers are fed: enough to give a burst to each watcher at once,
  /// few enough not to keep the first event waiting.
  private static final int MAX_ROUND = 32;

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MAX_WAITING_BATCHES);
  private final String name;
  private final long tickNanos;
  private @Nullable Thread thread; // written by start and read by close, both of the cache's owner
  private volatile boolean closed;
  private volatile boolean terminated;

  /// What the loop does beside the tasks.
  interface Work {
    /// After every few tasks.
    void afterRound();

    /// About once in every tick interval.
    void tick();

    /// Told what a task threw; that is always a defect.
    void fault(RuntimeException defect);
  }

  CacheLoop(String name, Duration tickInterval) {
    this.name = name;
    this.tickNanos = tickInterval.toNanos();
  }

  void start(Work work) {
    thread = Thread.ofVirtual().name("watch-cache-" + name).start(() -> run(work));
  }

  /// Queues a task; never blocks. Once the loop has ended the caller runs the task itself: tasks
  /// then find everything closed, and end what they were to begin.
  void execute(Runnable task) {
    tasks.add(task);
    if (terminated && tasks.remove(task)) {
      task.run();
    }
  }

  /// Queues a batch of changes; waits while too many wait already.
  void executeBatch(Runnable batch) {
    room.acquireUninterruptibly();
    execute(() -> {
      room.release();
      batch.run();
    });
  }

  /// Ends the loop when what was queued before is done.
  @Override
  public void close() {
    execute(() -> closed = true);
    if (thread == null) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Work work) {
    List<Runnable> round = new ArrayList<>(MAX_ROUND);
    long nextTick = System.nanoTime() + tickNanos;
    while (!closed) {
      Runnable task = next(nextTick - System.nanoTime());
      if (task != null) {
        round.add(task);
        tasks.drainTo(round, MAX_ROUND - 1);
        round.forEach(each -> guarded(each, work));
        round.clear();
      }
      if (System.nanoTime() - nextTick >= 0) {
        guarded(work::tick, work);
        nextTick = System.nanoTime() + tickNanos;
      }
      guarded(work::afterRound, work);
    }
    terminated = true;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task, work);
    }
  }

  private @Nullable Runnable next(long nanos) {
    try {
      return tasks.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return null; // nobody interrupts this thread; if someone does, it goes on
    }
  }

  private static void guarded(Runnable task, Work work) {
    try {
      task.run();
    } catch (RuntimeException e) {
      work.fault(e);
    }
  }
}
