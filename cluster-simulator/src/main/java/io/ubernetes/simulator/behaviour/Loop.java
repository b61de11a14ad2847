package io.ubernetes.simulator.behaviour;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread (a virtual one) that decides in a simulated cluster. Work that blocks runs beside
/// it, and its result comes back to the loop.
///
/// Thread-safe but for [#after] and [#async], which only the loop's own tasks may call. The queue
/// is bounded by what the loop itself has under way, as changes from outside are merged by key.
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /// Writes at the same time: enough for the store to sync many together, few enough that a hundred
  /// clusters do not crowd each other out.
  private static final int MAX_WRITES = 32;

  /// Tasks after which [#settle] runs even when more are waiting.
  private static final int MAX_ROUND = 64;

  private final Runnable settle;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(); // owned by the thread
  private final Semaphore writes = new Semaphore(MAX_WRITES);
  private final Thread thread;
  private volatile boolean closed;
  private long timerCount; // owned by the thread

  /// @param order makes timers of the same moment run in the order in which they were set
  private record Timer(long atNanos, long order, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(atNanos - other.atNanos, 0);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /// @param settle runs after one or several tasks
  Loop(String name, Runnable settle) {
    this.settle = settle;
    thread = Thread.ofVirtual().name("simulation-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Runs a task on the loop.
  void post(Runnable task) {
    tasks.add(task);
  }

  /// Runs a task on the loop when that time has passed.
  void after(Duration delay, Runnable task) {
    timers.add(new Timer(System.nanoTime() + delay.toNanos(), timerCount++, task));
  }

  /// Does something that blocks, and gives its result, or what it threw, to the loop.
  <T> void async(Supplier<T> work, Consumer<T> done, Consumer<ClusterApi.Refused> failed) {
    Thread.ofVirtual()
        .name(thread.getName() + "-write")
        .start(() -> {
          writes.acquireUninterruptibly();
          try {
            if (!closed) {
              T result = work.get();
              post(() -> done.accept(result));
            }
          } catch (ClusterApi.Refused refused) {
            post(() -> failed.accept(refused));
          } catch (RuntimeException defect) {
            report(defect);
            ClusterApi.Refused refused = new ClusterApi.Refused(500, "defect", defect);
            post(() -> failed.accept(refused));
          } finally {
            writes.release();
          }
        });
  }

  /// Returns when the task that runs now has ended and no other will begin. Writes that are on
  /// their way may still be carried out.
  @Override
  public void close() {
    closed = true;
    post(() -> {});
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int round = 0;
    while (!closed) {
      Runnable task = next();
      if (task == null || closed) {
        continue;
      }
      guarded(task);
      round++;
      if (tasks.isEmpty() || round >= MAX_ROUND) {
        guarded(settle);
        round = 0;
      }
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException defect) {
      report(defect);
    }
  }

  /// The next task, or a timer that is due; null when it is time to look again.
  private @Nullable Runnable next() {
    Timer first = timers.peek();
    long wait = first == null ? Long.MAX_VALUE : first.atNanos() - System.nanoTime();
    if (first != null && wait <= 0) {
      timers.remove(first);
      return first.task();
    }
    try {
      return first == null ? tasks.take() : tasks.poll(wait, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return null; // nobody interrupts this thread; if someone does, it goes on
    }
  }

  /// A defect in one step must not end the cluster; it is the one place that tells of it.
  private static void report(RuntimeException defect) {
    LOG.error("a step of the simulation failed", defect);
  }
}
