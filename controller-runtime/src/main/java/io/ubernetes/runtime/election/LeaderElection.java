package io.ubernetes.runtime.election;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes part in an election until it is closed: waits for the Lease, leads while it can renew it,
/// gives up before another can take it, and then waits again. One virtual thread owns the state;
/// every request runs beside it, so that one that hangs cannot keep it from giving up in time. The
/// semantics are those of client-go's `leaderelection`, except that a lost leadership does not end
/// the candidacy.
public final class LeaderElection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);

  private final ElectionSettings settings;
  private final LeaderCallbacks callbacks;
  private final LongSupplier nanos;
  private final LeaseLock lock;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean leading;
  private volatile long renewedAt; // when the last request that succeeded was begun
  private @Nullable Thread work;
  private String lastLeader = "";
  private boolean failing;

  public LeaderElection(
      ApiClient client,
      ElectionSettings settings,
      LeaderCallbacks callbacks,
      InstantSource clock,
      LongSupplier nanos) {
    this.settings = settings;
    this.callbacks = callbacks;
    this.nanos = nanos;
    this.lock = new LeaseLock(client, settings, clock, nanos);
    this.thread =
        Thread.ofVirtual().name("election-" + settings.lease().name()).unstarted(this::run);
  }

  public LeaderElection(ApiClient client, ElectionSettings settings, LeaderCallbacks callbacks) {
    this(client, settings, callbacks, InstantSource.system(), System::nanoTime);
  }

  public LeaderElection start() {
    thread.start();
    return this;
  }

  /// Whether this process leads. False as soon as the renewal is overdue, even if the loss is not
  /// worked off yet.
  public boolean isLeader() {
    return leading && untilOverdue() > 0;
  }

  /// Who leads as far as is known; empty when nobody does.
  public String leader() {
    return lock.holder();
  }

  /// Ends the leadership, if there is one, and gives the Lease to whoever wants it.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(settings.leaseDuration());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (attempt(settings.renewDeadline())) {
          lead();
        }
        if (!closed) {
          Thread.sleep(settings.retryPeriod());
        }
      }
    } catch (InterruptedException e) {
      log.debug("the candidate {} for {} withdraws", settings.identity(), settings.lease());
    }
  }

  private void lead() throws InterruptedException {
    leading = true;
    log.info("{} leads {}", settings.identity(), settings.lease());
    work = Thread.ofVirtual().name("leader-" + settings.lease().name()).start(this::begin);
    boolean release = false;
    try {
      while (untilOverdue() > 0) {
        Thread.sleep(Duration.ofNanos(Math.min(settings.retryPeriod().toNanos(), untilOverdue())));
        Duration left = Duration.ofNanos(Math.max(0, untilOverdue()));
        if (!attempt(left) && !lock.holder().equals(settings.identity())) {
          break; // another holds it: nothing to wait for
        }
      }
      log.warn("{} no longer leads {}", settings.identity(), settings.lease());
    } catch (InterruptedException e) {
      release = true;
      throw e;
    } finally {
      leading = false;
      stop();
      if (release) {
        release();
      }
    }
  }

  /// One request, waited for no longer than the limit.
  private boolean attempt(Duration limit) throws InterruptedException {
    long begun = nanos.getAsLong();
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    Thread request =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.complete(lock.tryAcquireOrRenew());
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    try {
      boolean held = outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      failing = false;
      if (held) {
        renewedAt = begun;
      }
      tellOfLeader();
      return held;
    } catch (TimeoutException e) {
      log.debug("no answer about the lease {} within {}", settings.lease(), limit);
    } catch (ExecutionException e) {
      noteFailure(e.getCause());
    } finally {
      request.interrupt();
    }
    return false;
  }

  private void noteFailure(@Nullable Throwable cause) {
    if (cause instanceof ApiClientException && failing) {
      log.debug("the lease {} still cannot be had: {}", settings.lease(), cause.getMessage());
    } else if (cause instanceof ApiClientException) {
      failing = true;
      log.info("the lease {} cannot be had now: {}", settings.lease(), cause.getMessage());
    } else {
      log.error("the election of {} met a fault and goes on", settings.lease(), cause);
    }
  }

  private void tellOfLeader() {
    String leader = lock.holder();
    if (!leader.isEmpty() && !leader.equals(lastLeader)) {
      lastLeader = leader;
      call(() -> callbacks.onNewLeader(leader));
    }
  }

  private void begin() {
    try {
      callbacks.onStartedLeading();
    } catch (InterruptedException e) {
      log.debug("the leader's start was interrupted");
    } catch (RuntimeException e) {
      log.error("the leader {} could not start", settings.identity(), e);
    }
  }

  /// Whatever interrupted the leadership must not interrupt its orderly end.
  private void stop() {
    boolean interrupted = Thread.interrupted();
    Thread running = work;
    if (running != null) {
      running.interrupt();
      try {
        running.join(settings.leaseDuration().minus(settings.renewDeadline()));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      work = null;
    }
    call(callbacks::onStoppedLeading);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void release() {
    boolean interrupted = Thread.interrupted();
    try {
      lock.release();
    } catch (ApiClientException e) {
      log.info("the lease {} runs out by itself: {}", settings.lease(), e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      log.error("a callback of the election of {} failed", settings.lease(), e);
    }
  }

  private long untilOverdue() {
    return settings.renewDeadline().toNanos() - (nanos.getAsLong() - renewedAt);
  }
}
