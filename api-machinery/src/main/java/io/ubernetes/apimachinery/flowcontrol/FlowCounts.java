package io.ubernetes.apimachinery.flowcontrol;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// What is counted of the requests of one FlowSchema at one level, with Kubernetes' names. Counting
/// takes no lock.
final class FlowCounts {
  /// Kubernetes' buckets for the time in a queue.
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30)
  };

  final String level;
  private final LongAdder dispatched = new LongAdder();
  private final LongAdder executing = new LongAdder();
  private final LongAdder executingSeats = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingSeats = new AtomicInteger();
  private final Map<PriorityLevel.Outcome, LongAdder> refused =
      new EnumMap<>(PriorityLevel.Outcome.class);
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final Timer servedAfter;
  private final Timer refusedAfter;

  FlowCounts(String schema, String level, MeterRegistry registry) {
    this.level = level;
    this.registry = registry;
    Tags tags = Tags.of("flow_schema", schema, "priority_level", level);
    counter("dispatched.requests", "Requests that were given seats", tags, dispatched);
    gauge("current.executing.requests", "Requests that have seats", tags, executing::sum);
    gauge("current.executing.seats", "Seats in use", tags, executingSeats::sum);
    gauge("current.inqueue.requests", "Requests that wait for seats", tags, waiting::get);
    gauge("current.inqueue.seats", "Seats that are waited for", tags, waitingSeats::get);
    for (PriorityLevel.Outcome outcome : PriorityLevel.Outcome.values()) {
      if (outcome != PriorityLevel.Outcome.SERVED) {
        LongAdder number = new LongAdder();
        refused.put(outcome, number);
        counter(
            "rejected.requests",
            "Requests that were sent away with 429",
            tags.and("reason", outcome.reason),
            number);
      }
    }
    servedAfter = timer(tags.and("execute", "true"));
    refusedAfter = timer(tags.and("execute", "false"));
  }

  private void counter(String name, String help, Tags tags, LongAdder number) {
    meters.add(
        FunctionCounter.builder(FlowMetrics.PREFIX + name, number, LongAdder::sum)
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private void gauge(String name, String help, Tags tags, Supplier<Number> value) {
    meters.add(
        Gauge.builder(FlowMetrics.PREFIX + name, value)
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private Timer timer(Tags tags) {
    Timer timer =
        Timer.builder(FlowMetrics.PREFIX + "request.wait.duration")
            .description("Seconds that requests which found no seat waited in a queue")
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    meters.add(timer);
    return timer;
  }

  void begun(int width) {
    dispatched.increment();
    executing.increment();
    executingSeats.add(width);
  }

  void done(int width) {
    executing.decrement();
    executingSeats.add(-width);
  }

  void waiting(int sign, int width) {
    waiting.addAndGet(sign);
    waitingSeats.addAndGet(sign * width);
  }

  void waited(PriorityLevel.Outcome outcome, long nanos) {
    LongAdder number = refused.get(outcome);
    if (number == null) {
      servedAfter.record(Duration.ofNanos(nanos));
    } else {
      number.increment();
      refusedAfter.record(Duration.ofNanos(nanos));
    }
  }

  /// The schema is gone, or refers to another level now.
  void forget() {
    meters.forEach(registry::remove);
  }
}
