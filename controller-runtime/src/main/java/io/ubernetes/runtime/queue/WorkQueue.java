package io.ubernetes.runtime.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A queue of keys with the semantics of client-go's `workqueue`:
///
/// - A key waits at most once, however often it is added.
/// - A key that is being worked on is not handed out again; when it was added meanwhile, it goes to
///   the end of the queue as soon as it is [#done].
/// - Keys are handed out in the order in which they came, so that none starves.
/// - [#addAfter] adds when the time has come; of several times the earliest counts.
/// - [#addRateLimited] adds after a wait that doubles with each failure until [#forget].
///
/// Memory is bounded by the number of distinct keys. Thread-safe; all state is guarded by one lock
/// that is never held while anything blocks.
///
/// @param <K> a value with equals and hashCode
public final class WorkQueue<K> implements AutoCloseable {

  /// Keys whose failures are counted; beyond that the one that failed longest ago starts anew.
  private static final int MAX_COUNTED_FAILURES = 100_000;

  private record Delayed<K>(K key, Instant due, long order) {}

  private final String name;
  private final Backoff backoff;
  private final InstantSource clock;
  private final RandomGenerator random;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final ArrayDeque<K> ready = new ArrayDeque<>();
  private final Map<K, Instant> waiting = new HashMap<>(); // in ready or added while processing
  private final Map<K, Instant> processing = new HashMap<>();
  private final PriorityQueue<Delayed<K>> delays =
      new PriorityQueue<>(
          Comparator.comparing((Delayed<K> d) -> d.due()).thenComparingLong(Delayed::order));
  private final Map<K, Delayed<K>> delayed = new HashMap<>();
  private final Map<K, Integer> failures = new LinkedHashMap<>();
  private boolean closed;
  private long order;
  private long adds;
  private long retries;
  private long handedOut;
  private Duration totalLatency = Duration.ZERO;
  private Duration longestLatency = Duration.ZERO;

  public WorkQueue(String name, Backoff backoff, InstantSource clock, RandomGenerator random) {
    this.name = name;
    this.backoff = backoff;
    this.clock = clock;
    this.random = random;
  }

  public WorkQueue(String name) {
    this(name, Backoff.DEFAULT, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
  }

  public String name() {
    return name;
  }

  /// Adds the key now; a time that was set for it is dropped. Ignored when the queue is closed.
  public void add(K key) {
    lock.lock();
    try {
      delayed.remove(key);
      addNow(key);
    } finally {
      lock.unlock();
    }
  }

  /// Adds the key after that time, unless it is due sooner already.
  public void addAfter(K key, Duration wait) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (wait.isNegative() || wait.isZero()) {
        delayed.remove(key);
        addNow(key);
        return;
      }
      Instant due = clock.instant().plus(wait);
      Delayed<K> known = delayed.get(key);
      if (known == null || due.isBefore(known.due())) {
        Delayed<K> entry = new Delayed<>(key, due, order++);
        delayed.put(key, entry);
        delays.add(entry);
        dropStaleDelays();
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Counts one more failure of the key and adds it after the wait that follows from their number.
  public void addRateLimited(K key) {
    lock.lock();
    try {
      int count = 1 + Optional.ofNullable(failures.remove(key)).orElse(0);
      if (failures.size() >= MAX_COUNTED_FAILURES) {
        failures.remove(failures.keySet().iterator().next());
      }
      failures.put(key, count);
      retries++;
      addAfter(key, backoff.after(count, random));
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the key's failures; its next wait is the first again.
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /// How often the key was added rate limited since it was last forgotten.
  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a key and hands it out; whoever gets it calls [#done] with it. Empty when the queue
  /// is closed, whatever still waits in it.
  public Optional<K> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        K key = handOut();
        if (key != null) {
          return Optional.of(key);
        }
        Delayed<K> next = delays.peek();
        if (next == null) {
          changed.await();
        } else {
          long nanos = Duration.between(clock.instant(), next.due()).toNanos();
          var _ = changed.awaitNanos(Math.max(1, nanos)); // whatever woke it, it looks again
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Hands out a key if one is due; otherwise as [#take].
  public Optional<K> poll() {
    lock.lock();
    try {
      return closed ? Optional.empty() : Optional.ofNullable(handOut());
    } finally {
      lock.unlock();
    }
  }

  /// Says that the work on a key that was handed out has ended, well or not.
  public void done(K key) {
    lock.lock();
    try {
      if (processing.remove(key) != null && waiting.containsKey(key)) {
        ready.add(key);
        changed.signal();
      }
      if (processing.isEmpty()) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more keys and hands out none. Work that is under way goes on.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      waiting.clear();
      delays.clear();
      delayed.clear();
      failures.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nothing is handed out that is not done.
  ///
  /// @return whether that was so before the time was over
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!processing.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = idle.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  public QueueMetrics metrics() {
    lock.lock();
    try {
      Instant now = clock.instant();
      Duration longestRunning = Duration.ZERO;
      for (Instant since : processing.values()) {
        Duration running = Duration.between(since, now);
        longestRunning = running.compareTo(longestRunning) > 0 ? running : longestRunning;
      }
      return new QueueMetrics(
          ready.size(),
          delayed.size(),
          processing.size(),
          adds,
          retries,
          handedOut,
          totalLatency,
          longestLatency,
          longestRunning);
    } finally {
      lock.unlock();
    }
  }

  /// Keys that wait now or for their time, or are being worked on.
  public Set<K> keys() {
    lock.lock();
    try {
      Set<K> keys = new HashSet<>(waiting.keySet());
      keys.addAll(delayed.keySet());
      keys.addAll(processing.keySet());
      return keys;
    } finally {
      lock.unlock();
    }
  }

  private void addNow(K key) {
    if (closed || waiting.containsKey(key)) {
      return;
    }
    adds++;
    waiting.put(key, clock.instant());
    if (!processing.containsKey(key)) {
      ready.add(key);
      changed.signal();
    }
  }

  private @Nullable K handOut() {
    addWhatIsDue();
    K key = ready.poll();
    if (key == null) {
      return null;
    }
    Instant now = clock.instant();
    Instant since = waiting.remove(key);
    if (since != null) {
      Duration latency = Duration.between(since, now);
      totalLatency = totalLatency.plus(latency);
      longestLatency = latency.compareTo(longestLatency) > 0 ? latency : longestLatency;
    }
    processing.put(key, now);
    handedOut++;
    return key;
  }

  private void addWhatIsDue() {
    Instant now = clock.instant();
    Delayed<K> next = delays.peek();
    while (next != null && !next.due().isAfter(now)) {
      delays.remove();
      if (delayed.remove(next.key(), next)) {
        addNow(next.key());
      }
      next = delays.peek();
    }
  }

  /// Entries that were replaced by earlier ones stay in the heap until they are the majority.
  private void dropStaleDelays() {
    if (delays.size() > 2 * delayed.size() + 16) {
      delays.clear();
      delays.addAll(delayed.values());
    }
  }
}
