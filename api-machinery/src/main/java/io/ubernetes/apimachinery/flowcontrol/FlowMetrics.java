package io.ubernetes.apimachinery.flowcontrol;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Shows the seats of priority levels, with Kubernetes' names.
final class FlowMetrics {
  static final String PREFIX = "apiserver.flowcontrol.";

  private FlowMetrics() {}

  /// @return what to take out of the registry when the level is gone
  static List<Meter> show(MeterRegistry registry, PriorityLevel level) {
    return List.of(
        gauge(registry, level, "nominal.limit.seats", "Its share", l -> l.limits().nominal()),
        gauge(registry, level, "lower.limit.seats", "Never lent", l -> l.limits().lower()),
        gauge(registry, level, "upper.limit.seats", "With all loans", l -> l.limits().upper()),
        gauge(registry, level, "current.limit.seats", "Usable now", l -> l.limits().current()),
        gauge(registry, level, "demand.seats.smoothed", "Wanted lately", PriorityLevel::demand));
  }

  private static Meter gauge(
      MeterRegistry registry,
      PriorityLevel level,
      String name,
      String help,
      ToDoubleFunction<PriorityLevel> value) {
    return Gauge.builder(PREFIX + name, level, value)
        .description("Seats of a priority level: " + help)
        .tag("priority_level", level.name)
        .register(registry);
  }
}
