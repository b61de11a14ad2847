package io.ubernetes.apimachinery.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Counts and times of a server, read as Prometheus text. Names and labels are those of Kubernetes'
/// API server where it has the same thing. Thread-safe; recording a request takes no lock.
public final class ServerMetrics implements AutoCloseable {
  /// Content type of [#scrape].
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// A client that asks for many kinds that do not exist must not fill the memory: what comes after
  /// so many series is counted without saying what it was.
  private static final int MAX_SERIES = 4_000;

  /// Seconds, as `apiserver_request_duration_seconds` of Kubernetes.
  private static final double[] BUCKETS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
    60
  };

  private static final Set<String> VERBS =
      Set.of(
          "GET",
          "LIST",
          "WATCH",
          "POST",
          "PUT",
          "PATCH",
          "APPLY",
          "DELETE",
          "DELETECOLLECTION",
          "CONNECT");

  private static final Set<String> MUTATING =
      Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");

  private static final RequestKind OTHER = new RequestKind("other", "", "", "", "", "");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProcessMetrics process = new ProcessMetrics();
  private final Map<Answered, Counter> counts = new ConcurrentHashMap<>();
  private final Map<RequestKind, Timer> times = new ConcurrentHashMap<>();
  private final Map<RequestKind, AtomicInteger> streams = new ConcurrentHashMap<>();
  private final AtomicInteger readsInFlight = inFlight("readOnly");
  private final AtomicInteger writesInFlight = inFlight("mutating");

  private record Answered(RequestKind kind, int code) {}

  public ServerMetrics() {
    process.bindTo(registry);
  }

  /// A request has begun.
  ///
  /// @return to be told of its end, exactly once
  public Running begin(RequestKind kind) {
    RequestKind known = normal(kind);
    AtomicInteger gauge = MUTATING.contains(known.verb()) ? writesInFlight : readsInFlight;
    gauge.incrementAndGet();
    return new Running(this, known, gauge, System.nanoTime());
  }

  /// A stream such as a watch has begun.
  ///
  /// @return to be run at its end, exactly once
  public Runnable beginStream(RequestKind kind) {
    AtomicInteger gauge = streams.computeIfAbsent(bounded(normal(kind)), this::streamGauge);
    gauge.incrementAndGet();
    return gauge::decrementAndGet;
  }

  /// Shows a number that is owned elsewhere, such as the size of a cache.
  public void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).register(registry);
  }

  /// For what other parts count.
  public MeterRegistry registry() {
    return registry;
  }

  /// Everything, in the text form of Prometheus.
  public byte[] scrape() {
    return registry.scrape(CONTENT_TYPE).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }

  /// One request that is not answered yet.
  public static final class Running {
    private final ServerMetrics metrics;
    private final RequestKind kind;
    private final AtomicInteger inFlight;
    private final long since;

    private Running(ServerMetrics metrics, RequestKind kind, AtomicInteger inFlight, long since) {
      this.metrics = metrics;
      this.kind = kind;
      this.inFlight = inFlight;
      this.since = since;
    }

    /// The request is answered. A watch counts when it starts; its length is no latency.
    ///
    /// @param code HTTP status
    public void end(int code) {
      inFlight.decrementAndGet();
      metrics.answered(kind, code, System.nanoTime() - since);
    }
  }

  private void answered(RequestKind kind, int code, long nanos) {
    RequestKind series = bounded(kind);
    Answered key = new Answered(series, code);
    Counter counter = counts.get(key);
    if (counter == null) {
      counter = counts.computeIfAbsent(key, this::counter);
    }
    counter.increment();
    if (kind.verb().equals("WATCH")) {
      return;
    }
    Timer timer = times.get(series);
    if (timer == null) {
      timer = times.computeIfAbsent(series, this::timer);
    }
    timer.record(Duration.ofNanos(nanos));
  }

  private RequestKind bounded(RequestKind kind) {
    boolean known = times.containsKey(kind) || streams.containsKey(kind);
    return known || counts.size() + streams.size() < MAX_SERIES ? kind : OTHER;
  }

  private static RequestKind normal(RequestKind kind) {
    return VERBS.contains(kind.verb()) ? kind : kind.withVerb("other");
  }

  private Counter counter(Answered key) {
    return Counter.builder("apiserver.request")
        .description("Requests by what they asked for and the status they were answered with")
        .tags(tags(key.kind()).and("code", Integer.toString(key.code())))
        .register(registry);
  }

  private Timer timer(RequestKind kind) {
    return Timer.builder("apiserver.request.duration")
        .description("Seconds from the end of a request's body to its answer")
        .tags(tags(kind))
        .serviceLevelObjectives(
            Arrays.stream(BUCKETS)
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  private AtomicInteger streamGauge(RequestKind kind) {
    AtomicInteger number = new AtomicInteger();
    Gauge.builder("apiserver.longrunning.requests", number, AtomicInteger::get)
        .description("Watches and other streams that are open")
        .tags(tags(kind))
        .register(registry);
    return number;
  }

  private AtomicInteger inFlight(String kind) {
    AtomicInteger number = new AtomicInteger();
    Gauge.builder("apiserver.current.inflight.requests", number, AtomicInteger::get)
        .description("Requests that are not answered yet")
        .tag("request_kind", kind)
        .register(registry);
    return number;
  }

  private static Tags tags(RequestKind kind) {
    return Tags.of(
        "verb", kind.verb(),
        "group", kind.group(),
        "version", kind.version(),
        "resource", kind.resource(),
        "subresource", kind.subresource(),
        "scope", kind.scope());
  }
}
