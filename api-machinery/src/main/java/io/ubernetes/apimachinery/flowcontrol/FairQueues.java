package io.ubernetes.apimachinery.flowcontrol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The queues of one priority level, and whose turn it is: start-time fair queueing (Goyal, Vin and
/// Cheng, 1996). Each queue has a virtual time at which its next request starts; the smallest goes
/// first, and is put off by what it costs, so that over time every queue that has something to do
/// gets the same seat-seconds. Guarded by the lock of its [PriorityLevel].
final class FairQueues {
  /// What a request is taken to cost until it is known; about what a write takes.
  private static final long EXPECTED_NANOS = 5_000_000;

  private final LevelSettings.Queuing settings;
  private final List<Queue> queues = new ArrayList<>();

  /// When the request started that was served last: a queue that was idle begins here, and so
  /// cannot save up turns.
  private long virtualTime;

  FairQueues(LevelSettings.Queuing settings) {
    this.settings = settings;
    for (int i = 0; i < settings.queues(); i++) {
      queues.add(new Queue());
    }
  }

  /// One queue with what is known of its use.
  static final class Queue {
    final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    long virtualStart;
    int seatsInUse;
    int executing;

    /// A queue is the shorter the less it has under way, served or not.
    int load() {
      int seats = seatsInUse;
      for (Waiter waiter : waiters) {
        seats += waiter.width;
      }
      return seats;
    }
  }

  LevelSettings.Queuing settings() {
    return settings;
  }

  List<Queue> all() {
    return queues;
  }

  /// Puts a request into the least loaded queue of its flow's hand.
  ///
  /// @return false when that queue is full
  boolean offer(Waiter waiter) {
    Queue shortest = null;
    int least = Integer.MAX_VALUE;
    for (int index : Hand.deal(waiter.flow, settings.queues(), settings.handSize())) {
      Queue queue = queues.get(index);
      int load = queue.load();
      if (load < least) {
        shortest = queue;
        least = load;
      }
    }
    if (shortest == null || shortest.waiters.size() >= settings.queueLength()) {
      return false;
    }
    if (shortest.waiters.isEmpty() && shortest.executing == 0) {
      shortest.virtualStart = Math.max(shortest.virtualStart, virtualTime);
    }
    waiter.queue = shortest;
    shortest.waiters.add(waiter);
    return true;
  }

  /// Whose turn it is; null when nobody waits.
  @Nullable Waiter next() {
    Queue first = null;
    for (Queue queue : queues) {
      boolean earlier = first == null || queue.virtualStart < first.virtualStart;
      if (earlier && !queue.waiters.isEmpty()) {
        first = queue;
      }
    }
    return first == null ? null : first.waiters.peek();
  }

  /// The next one has a seat now.
  void served(Waiter waiter) {
    Queue queue = waiter.queue;
    queue.waiters.poll();
    queue.executing++;
    queue.seatsInUse += waiter.width;
    virtualTime = Math.max(virtualTime, queue.virtualStart);
    queue.virtualStart += EXPECTED_NANOS * waiter.width;
  }

  /// One that was served is done: its queue pays what it really took.
  static void done(Waiter waiter, long nanos) {
    Queue queue = waiter.queue;
    queue.executing--;
    queue.seatsInUse -= waiter.width;
    queue.virtualStart += (nanos - EXPECTED_NANOS) * waiter.width;
  }

  /// One waits no longer.
  static void remove(Waiter waiter) {
    waiter.queue.waiters.remove(waiter);
  }

  /// Everyone who waits, so that they can wait elsewhere.
  Collection<Waiter> waiters() {
    List<Waiter> all = new ArrayList<>();
    queues.forEach(queue -> all.addAll(queue.waiters));
    return all;
  }
}
