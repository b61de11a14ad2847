package io.ubernetes.scheduler;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.election.ElectionSettings;
import io.ubernetes.runtime.election.LeaderCallbacks;
import io.ubernetes.runtime.election.LeaderElection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One of several scheduler processes, of which one at a time decides. Each term of leadership has
/// a [Scheduler] of its own, which takes the last one's promises over from what is stored.
///
/// A write that was sent when the leadership ended may arrive after it. It does no lasting harm:
/// the new leader sees that it did not write that, and decides again.
///
/// Thread-safe; the running scheduler is guarded by the lock.
public final class ElectedScheduler implements AutoCloseable {

  /// How long a new leader tries to read the federation before it starts over.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private final ApiClient federationClient;
  private final SchedulerConfig config;
  private final String identity;
  private final LeaderElection election;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Scheduler running;

  public ElectedScheduler(
      ApiClient federationClient, SchedulerConfig config, ElectionSettings settings) {
    this.federationClient = federationClient;
    this.config = config;
    this.identity = settings.identity();
    this.election = new LeaderElection(federationClient, settings, new Term());
  }

  /// Takes part in the election from now on; returns at once.
  public ElectedScheduler start() {
    election.start();
    return this;
  }

  public boolean isLeader() {
    return election.isLeader();
  }

  /// The scheduler, while this process leads and is ready to decide.
  public Optional<Scheduler> running() {
    lock.lock();
    try {
      return Optional.ofNullable(running);
    } finally {
      lock.unlock();
    }
  }

  /// Stops deciding and gives the leadership to whoever wants it.
  @Override
  public void close() {
    election.close();
  }

  private void run(@Nullable Scheduler next) {
    Scheduler last;
    lock.lock();
    try {
      last = running;
      running = next;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
  }

  private final class Term implements LeaderCallbacks {

    @Override
    public void onStartedLeading() throws InterruptedException {
      boolean started = false;
      while (!started) {
        Scheduler scheduler = new Scheduler(federationClient, config, identity);
        try {
          started = scheduler.start(START_TIMEOUT);
        } finally {
          if (!started) {
            scheduler.close();
          }
        }
        if (started) {
          run(scheduler);
        }
      }
    }

    /// Called after [#onStartedLeading] has ended.
    @Override
    public void onStoppedLeading() {
      run(null);
    }
  }
}
