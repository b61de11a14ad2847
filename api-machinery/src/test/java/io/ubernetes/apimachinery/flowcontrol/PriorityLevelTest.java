package io.ubernetes.apimachinery.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.ubernetes.apimachinery.flowcontrol.LevelSettings.Queuing;
import io.ubernetes.apimachinery.flowcontrol.PriorityLevel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityLevelTest {
  private static final long LONG = Duration.ofMinutes(2).toNanos();
  private static final long SHORT = Duration.ofMillis(50).toNanos();
  private static final Queuing QUEUING = new Queuing(64, 6, 50);

  private final FlowCounts counts = new FlowCounts("schema", "level", new CompositeMeterRegistry());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.close();
  }

  private static PriorityLevel level(int seats, @Nullable Queuing queuing) {
    PriorityLevel level =
        new PriorityLevel(new LevelSettings("level", "", false, 30, 0, null, queuing));
    level.limit(new SeatAllocation.Limits(seats, seats, seats, seats));
    return level;
  }

  private Waiter waiter(String flow, int width) {
    return new Waiter(Hand.hash(0, flow.hashCode()), width, counts);
  }

  @Test
  void asManyAsThereAreSeatsAreServedAtOnceAndTheNextWhenOneLeaves() throws Exception {
    PriorityLevel level = level(2, QUEUING);
    assertThat(level.tryEnter(1)).isTrue();
    assertThat(level.tryEnter(1)).isTrue();
    assertThat(level.tryEnter(1)).isFalse();
    Future<Outcome> third = threads.submit(() -> level.queue(waiter("a", 1), LONG));
    await().until(() -> level.waitingRequests() == 1);

    level.leave(1, null, 0);

    assertThat(third.get()).isEqualTo(Outcome.SERVED);
    assertThat(level.seatsInUse()).isEqualTo(2);
  }

  @Test
  void whoWaitsTooLongOrFindsTheQueueFullIsRefused() throws Exception {
    PriorityLevel level = level(1, new Queuing(1, 1, 1));
    assertThat(level.tryEnter(1)).isTrue();
    Future<Outcome> waiting = threads.submit(() -> level.queue(waiter("a", 1), LONG));
    await().until(() -> level.waitingRequests() == 1);
    assertThat(level.queue(waiter("b", 1), LONG)).isEqualTo(Outcome.QUEUE_FULL);
    level.leave(1, null, 0);
    assertThat(waiting.get()).isEqualTo(Outcome.SERVED);

    assertThat(level.queue(waiter("c", 1), SHORT)).isEqualTo(Outcome.TIMED_OUT);

    assertThat(level.waitingRequests()).isZero();
    assertThat(level.refusedRequests()).isEqualTo(2);
  }

  @Test
  void whoseClientHasGoneGivesUpItsPlaceAtOnce() throws Exception {
    PriorityLevel level = level(1, QUEUING);
    assertThat(level.tryEnter(1)).isTrue();
    CompletableFuture<Waiter> left = new CompletableFuture<>();
    Future<Outcome> waiting =
        threads.submit(() -> {
          Waiter waiter = waiter("a", 1);
          left.complete(waiter);
          return level.queue(waiter, LONG);
        });
    await().until(() -> level.waitingRequests() == 1);

    left.get().cancel();

    assertThat(waiting.get()).isEqualTo(Outcome.CANCELLED);
    assertThat(level.waitingRequests()).isZero();
  }

  @Test
  void whereNobodyMayWaitTheNextIsRefusedAtOnce() {
    PriorityLevel level = level(1, null);
    assertThat(level.tryEnter(1)).isTrue();
    assertThat(level.queue(waiter("a", 1), LONG)).isEqualTo(Outcome.NO_SEAT);
  }

  @Test
  void whoIsWiderThanTheLevelHasItToItself() throws Exception {
    PriorityLevel level = level(4, QUEUING);
    assertThat(level.tryEnter(1)).isTrue();
    Future<Outcome> wide = threads.submit(() -> level.queue(waiter("a", 10), LONG));
    await().until(() -> level.waitingRequests() == 1);
    assertThat(level.tryEnter(1)).as("nobody passes who waits").isFalse();
    level.leave(1, null, 0);
    assertThat(wide.get()).isEqualTo(Outcome.SERVED);
    assertThat(level.seatsInUse()).isEqualTo(10);
  }

  @Test
  void aFlowWithManyRequestsDoesNotHoldUpOneWithFew() throws Exception {
    PriorityLevel level = level(1, QUEUING);
    assertThat(level.tryEnter(1)).isTrue();
    List<String> order = new ArrayList<>(); // guarded by itself
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(threads.submit(() -> serve(level, "many", order)));
    }
    await().until(() -> level.waitingRequests() == 100);
    for (int i = 0; i < 3; i++) {
      all.add(threads.submit(() -> serve(level, "few", order)));
    }
    await().until(() -> level.waitingRequests() == 103);

    level.leave(1, null, 0);

    for (Future<?> each : all) {
      each.get();
    }
    // It waits in one queue of the 6 that the other fills, or in one that is its own.
    assertThat(order.subList(0, 30)).contains("few", "few", "few");
  }

  private void serve(PriorityLevel level, String flow, List<String> order) {
    Waiter waiter = waiter(flow, 1);
    assertThat(level.queue(waiter, LONG)).isEqualTo(Outcome.SERVED);
    synchronized (order) {
      order.add(flow);
    }
    level.leave(1, waiter, Duration.ofMillis(5).toNanos());
  }

  @Test
  void noSeatIsLostAndNoneIsGivenTwiceHoweverThreadsMeet() throws Exception {
    PriorityLevel level = level(3, new Queuing(8, 3, 1_000));
    AtomicInteger seated = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 40; t++) {
      String flow = "flow-" + t % 7;
      all.add(
          threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
              sitOnce(level, flow, seated, most);
            }
          }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    assertThat(level.seatsInUse()).isZero();
    assertThat(level.waitingRequests()).isZero();
    assertThat(most.get()).isBetween(1, 3);
    assertThat(level.tryEnter(3)).isTrue();
  }

  /// Now and then one gives up, in the very moment in which it may be served.
  private void sitOnce(PriorityLevel level, String flow, AtomicInteger seated, AtomicInteger most) {
    Waiter waiter = null;
    if (!level.tryEnter(1)) {
      waiter = waiter(flow, 1);
      boolean hasty = ThreadLocalRandom.current().nextInt(10) == 0;
      if (level.queue(waiter, hasty ? 1_000 : LONG) != Outcome.SERVED) {
        return;
      }
    }
    most.accumulateAndGet(seated.incrementAndGet(), Math::max);
    LockSupport.parkNanos(1_000);
    seated.decrementAndGet();
    level.leave(1, waiter, 1_000);
  }

  @Test
  void whoWaitsGoesOnWaitingWhenTheQueuesAreOthers() throws Exception {
    PriorityLevel level = level(1, new Queuing(4, 2, 10));
    assertThat(level.tryEnter(1)).isTrue();
    List<Future<Outcome>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String flow = "flow-" + i;
      waiting.add(threads.submit(() -> level.queue(waiter(flow, 1), LONG)));
    }
    await().until(() -> level.waitingRequests() == 10);
    level.use(new LevelSettings("level", "", false, 30, 0, null, new Queuing(2, 1, 1)));
    level.limit(new SeatAllocation.Limits(20, 20, 20, 20));
    for (Future<Outcome> each : waiting) {
      assertThat(each.get()).isEqualTo(Outcome.SERVED);
    }
  }
}
