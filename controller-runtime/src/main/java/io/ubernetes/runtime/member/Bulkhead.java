package io.ubernetes.runtime.member;

import io.ubernetes.runtime.Sleeper;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.CallGuard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Guards the calls to one member: so many at once, so many a second, and none while it does not
/// answer. A call that must not be made fails at once with an [ApiClientException] that
/// [ApiClientException#isUnreachable] or [ApiClientException#isTooBusy], and says when to come
/// again. Thread-safe.
final class Bulkhead implements CallGuard {

  private final String member;
  private final BulkheadSettings settings;
  private final Semaphore slots;
  private final TokenBucket bucket;
  private final CircuitBreaker breaker;
  private final Sleeper sleeper;
  private final LongAdder calls = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder refused = new LongAdder();

  Bulkhead(String member, BulkheadSettings settings, InstantSource clock, Sleeper sleeper) {
    this.member = member;
    this.settings = settings;
    this.slots = new Semaphore(settings.concurrency());
    this.bucket = new TokenBucket(settings.qps(), settings.burst(), clock);
    this.breaker = new CircuitBreaker(settings, clock);
    this.sleeper = sleeper;
  }

  @Override
  public <T> T call(Supplier<T> exchange) {
    if (!breaker.allows()) {
      throw circuitOpen();
    }
    boolean decided = false;
    try {
      awaitTurn();
      try {
        calls.increment();
        T result = exchange.get();
        breaker.answered();
        decided = true;
        return result;
      } catch (ApiClientException e) {
        decided = note(e);
        throw e;
      } finally {
        slots.release();
      }
    } finally {
      if (!decided) {
        breaker.abandoned();
      }
    }
  }

  boolean isReachable() {
    return breaker.isClosed();
  }

  BulkheadMetrics metrics() {
    return new BulkheadMetrics(
        calls.sum(),
        unanswered.sum(),
        refused.sum(),
        settings.concurrency() - slots.availablePermits(),
        slots.getQueueLength(),
        breaker.isClosed());
  }

  /// Any answer shows that the member is there; a call that was broken off here shows nothing.
  private boolean note(ApiClientException e) {
    if (e.isUnreachable()) {
      unanswered.increment();
      breaker.unanswered();
      return true;
    }
    if (e.code() != 0) {
      breaker.answered();
      return true;
    }
    return false;
  }

  private void awaitTurn() {
    try {
      if (!slots.tryAcquire(settings.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw tooBusy(settings.queueTimeout());
      }
      boolean passed = false;
      try {
        Duration wait = bucket.take(settings.queueTimeout());
        if (wait.compareTo(settings.queueTimeout()) > 0) {
          throw tooBusy(wait);
        }
        if (!wait.isZero()) {
          sleeper.sleep(wait);
        }
        passed = true;
      } finally {
        if (!passed) {
          slots.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiClientException.noAnswer(
          ApiClientException.INTERRUPTED, "member " + member + ": interrupted while waiting", e);
    }
  }

  private ApiClientException circuitOpen() {
    refused.increment();
    Duration wait = breaker.remaining();
    return ApiClientException.noAnswer(
            ApiClientException.CIRCUIT_OPEN,
            "member " + member + " does not answer; it is tried again soon",
            null)
        .retryAfter(wait);
  }

  private ApiClientException tooBusy(Duration wait) {
    refused.increment();
    return ApiClientException.noAnswer(
            ApiClientException.TOO_BUSY, "too many calls to member " + member + " wait", null)
        .retryAfter(wait);
  }
}
