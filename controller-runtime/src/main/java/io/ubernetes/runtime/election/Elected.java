package io.ubernetes.runtime.election;

import io.ubernetes.runtime.client.ApiClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of the federation in one of several processes, of which one at a time acts. Each term of
/// leadership has a part of its own, which knows nothing but what is stored.
///
/// A write that was sent when the leadership ended may arrive after it. It does no lasting harm to
/// a part that is level-based: the new leader sees what it did not write, and acts on it.
///
/// Thread-safe; the running part is guarded by the lock.
public final class Elected<P extends Elected.Part> implements AutoCloseable {

  /// What a leader does.
  public interface Part extends AutoCloseable {

    /// Reads the federation, and acts from then on.
    ///
    /// @return whether all was read within that time; if not, nothing is running
    boolean start(Duration timeout) throws InterruptedException;

    /// Has stopped acting when it returns. Called once, whether it was started or not.
    @Override
    void close();
  }

  /// How long a new leader tries to read the federation before it starts over.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private final Supplier<P> parts;
  private final LeaderElection election;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable P running;

  /// @param client stays the caller's
  /// @param parts makes the part of each term
  public Elected(ApiClient client, ElectionSettings settings, Supplier<P> parts) {
    this.parts = parts;
    this.election = new LeaderElection(client, settings, new Term());
  }

  /// Takes part in the election from now on; returns at once.
  public Elected<P> start() {
    election.start();
    return this;
  }

  public boolean isLeader() {
    return election.isLeader();
  }

  /// The part, while this process leads and it acts.
  public Optional<P> running() {
    lock.lock();
    try {
      return Optional.ofNullable(running);
    } finally {
      lock.unlock();
    }
  }

  /// Stops acting and gives the leadership to whoever wants it.
  @Override
  public void close() {
    election.close();
  }

  private void run(@Nullable P next) {
    P last;
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
        P part = parts.get();
        try {
          started = part.start(START_TIMEOUT);
        } finally {
          if (!started) {
            part.close();
          }
        }
        if (started) {
          run(part);
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
