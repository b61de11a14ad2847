package io.ubernetes.apimachinery.flowcontrol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One priority level at work: who sits, and who waits.
///
/// As long as nobody waits, taking and leaving a seat is one compare-and-set each. Only who finds
/// no seat takes the lock, which guards the queues and is never held while anybody waits. A seat
/// that becomes free is not missed: who leaves gives back the seats first and looks for waiters
/// then, who waits is counted first and looks for seats then.
final class PriorityLevel {
  private static final int MAX_RETRY_SECONDS = 8;

  final String name;
  private final AtomicInteger seats = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingSeats = new AtomicInteger();
  private final LongAdder dispatched = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile LevelSettings settings;
  private volatile SeatAllocation.Limits limits = SeatAllocation.Limits.NONE;
  private volatile int retrySeconds = 1;
  private @Nullable FairQueues queues; // guarded by lock; null when nobody may wait

  // What was known at the last turn of the clock; owned by the clock's thread.
  private double smoothedDemand;
  private long dispatchedBefore;
  private long refusedBefore;

  PriorityLevel(LevelSettings settings) {
    this.name = settings.name();
    this.settings = settings;
    this.queues = settings.queuing() == null ? null : new FairQueues(settings.queuing());
  }

  /// What became of a request that wanted a seat.
  enum Outcome {
    SERVED(""),
    QUEUE_FULL("queue-full"),
    NO_SEAT("concurrency-limit"),
    TIMED_OUT("time-out"),
    CANCELLED("cancelled");

    final String reason;

    Outcome(String reason) {
      this.reason = reason;
    }
  }

  LevelSettings settings() {
    return settings;
  }

  /// A request that fits is served at once.
  ///
  /// @return false when it has to [#queue]
  boolean tryEnter(int width) {
    boolean served = settings.exempt() || (waiting.get() == 0 && take(width));
    if (served) {
      if (settings.exempt()) {
        seats.addAndGet(width);
      }
      dispatched.increment();
    }
    return served;
  }

  /// Waits for a seat, no longer than that.
  ///
  /// @param waiter of the calling thread
  Outcome queue(Waiter waiter, long maxWaitNanos) {
    Outcome outcome = begin(waiter);
    if (outcome != null) {
      refused.increment();
      return outcome;
    }
    waiter.await(maxWaitNanos);
    if (!waiter.isServed() && giveUp(waiter)) {
      refused.increment();
      return waiter.isCancelled() ? Outcome.CANCELLED : Outcome.TIMED_OUT;
    }
    return Outcome.SERVED;
  }

  private @Nullable Outcome begin(Waiter waiter) {
    lock.lock();
    try {
      if (queues == null || settings.queuing() == null) {
        return take(waiter.width) ? servedAtOnce(waiter) : Outcome.NO_SEAT;
      }
      if (!queues.offer(waiter)) {
        return Outcome.QUEUE_FULL;
      }
      count(waiter, 1);
      dispatch();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Outcome servedAtOnce(Waiter waiter) {
    waiter.queue = new FairQueues.Queue();
    waiter.queue.executing++;
    waiter.queue.seatsInUse += waiter.width;
    dispatched.increment();
    waiter.serve();
    return null;
  }

  /// @return false when the seat came in the last moment
  private boolean giveUp(Waiter waiter) {
    lock.lock();
    try {
      if (waiter.isServed()) {
        return false;
      }
      FairQueues.remove(waiter);
      count(waiter, -1);
      dispatch(); // it may have stood before others for whom there is room
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void count(Waiter waiter, int sign) {
    waiting.addAndGet(sign);
    waitingSeats.addAndGet(sign * waiter.width);
    waiter.counts.waiting(sign, waiter.width);
  }

  /// Gives free seats to those whose turn it is. The lock is held.
  private void dispatch() {
    Waiter next = queues == null ? null : queues.next();
    while (next != null && queues != null && take(next.width)) {
      queues.served(next);
      count(next, -1);
      dispatched.increment();
      next.serve();
      next = queues.next();
    }
  }

  /// Who is wider than the whole level has it to itself.
  private boolean take(int width) {
    while (true) {
      int limit = limits.current();
      int used = seats.get();
      boolean fits = used + width <= limit || (used == 0 && limit > 0);
      if (!fits) {
        return false;
      }
      if (seats.compareAndSet(used, used + width)) {
        return true;
      }
    }
  }

  /// A request is done.
  ///
  /// @param waiter null when it never waited
  void leave(int width, @Nullable Waiter waiter, long servedNanos) {
    seats.addAndGet(-width);
    if (waiter == null && waiting.get() == 0) {
      return;
    }
    lock.lock();
    try {
      if (waiter != null) {
        FairQueues.done(waiter, servedNanos);
      }
      dispatch();
    } finally {
      lock.unlock();
    }
  }

  /// Other settings count from now on; who waits goes on waiting under them.
  void use(LevelSettings changed) {
    lock.lock();
    try {
      boolean sameQueues = Objects.equals(settings.queuing(), changed.queuing());
      settings = changed;
      if (!sameQueues) {
        rebuildQueues(changed.queuing());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Who is beyond a shorter queue, or may not wait any more, times out where it is: nobody is
  /// refused for a change of the policy.
  private void rebuildQueues(LevelSettings.@Nullable Queuing queuing) {
    if (queuing == null && waiting.get() > 0) {
      return; // nobody else may wait there, and the next change takes the queues away
    }
    FairQueues before = queues;
    queues = queuing == null ? null : new FairQueues(queuing);
    if (before != null && queues != null) {
      for (Waiter waiter : before.waiters()) {
        FairQueues.remove(waiter);
        if (!queues.offer(waiter)) {
          queues.all().getFirst().waiters.add(waiter);
          waiter.queue = queues.all().getFirst();
        }
      }
    }
  }

  /// What the level may use from now on.
  void limit(SeatAllocation.Limits changed) {
    limits = changed;
    if (waiting.get() > 0) {
      lock.lock();
      try {
        dispatch();
      } finally {
        lock.unlock();
      }
    }
  }

  SeatAllocation.Limits limits() {
    return limits;
  }

  /// Seats that are in use or waited for, and of a peak a while later still some: what has lent
  /// seats gets them back at once, what has borrowed keeps them a moment.
  double demand() {
    return smoothedDemand;
  }

  /// One turn of the clock: looks at the demand, and at how many were refused.
  void look() {
    int now = seats.get() + waitingSeats.get();
    smoothedDemand = Math.max(now, 0.8 * smoothedDemand + 0.2 * now);
    long served = dispatched.sum();
    long sentAway = refused.sum();
    boolean overloaded = sentAway - refusedBefore > served - dispatchedBefore;
    boolean calm = sentAway == refusedBefore;
    if (overloaded) {
      retrySeconds = Math.min(MAX_RETRY_SECONDS, retrySeconds * 2);
    } else if (calm) {
      retrySeconds = Math.max(1, retrySeconds / 2);
    }
    dispatchedBefore = served;
    refusedBefore = sentAway;
  }

  /// After how long those who are refused are told to come again: the longer, the more are.
  int retrySeconds() {
    return retrySeconds;
  }

  int seatsInUse() {
    return seats.get();
  }

  int waitingRequests() {
    return waiting.get();
  }

  long dispatchedRequests() {
    return dispatched.sum();
  }

  long refusedRequests() {
    return refused.sum();
  }

  /// What one queue holds.
  record QueueState(int waiting, int executing, int seats, long virtualStart) {}

  /// All queues as they are now; none where nobody may wait.
  List<QueueState> queueStates() {
    List<QueueState> states = new ArrayList<>();
    lock.lock();
    try {
      if (queues != null) {
        for (FairQueues.Queue queue : queues.all()) {
          states.add(
              new QueueState(
                  queue.waiters.size(), queue.executing, queue.seatsInUse, queue.virtualStart));
        }
      }
    } finally {
      lock.unlock();
    }
    return states;
  }
}
