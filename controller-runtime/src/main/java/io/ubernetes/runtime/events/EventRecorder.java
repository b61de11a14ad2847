package io.ubernetes.runtime.events;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Patch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes Events. Callers put what happened in a bounded queue and go on; one virtual thread, which
/// owns everything else here, writes it. The same about the same object becomes one Event with a
/// count, written at most every few seconds. When the queue is full, or one object has more to tell
/// than is good, events are dropped and counted: they are for people, not for machines.
public final class EventRecorder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

  /// Enough for a burst of all objects of a namespace.
  private static final int MAX_WAITING = 1000;

  /// Series and objects that are remembered; client-go's caches have the same size.
  private static final int MAX_REMEMBERED = 4096;

  /// An Event that is repeated after a longer pause is a new one, as in client-go.
  private static final Duration SERIES_PAUSE = Duration.ofMinutes(6);

  /// How often the count of one series is written.
  private static final Duration SERIES_INTERVAL = Duration.ofSeconds(10);

  /// Events of one object: a burst, then one each time this passes; client-go's spam filter.
  private static final int OBJECT_BURST = 25;

  private static final Duration OBJECT_REFILL = Duration.ofMinutes(5);

  /// Kubernetes refuses longer notes.
  private static final int MAX_NOTE = 1024;

  private static final Duration FLUSH_TICK = Duration.ofSeconds(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiClient client;
  private final String controller;
  private final String instance;
  private final InstantSource clock;
  private final ArrayBlockingQueue<Occurrence> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<Occurrence.Identity, Series> series = bounded();
  private final Map<NamespacedName, Allowance> allowances = bounded();
  private final LongAdder recorded = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder limited = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /// @param controller who tells, such as `federation.ubernetes.io/scheduler`
  /// @param instance which process of it, such as the host's name
  public EventRecorder(ApiClient client, String controller, String instance, InstantSource clock) {
    this.client = client;
    this.controller = controller;
    this.instance = instance;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("events").start(this::run);
  }

  public EventRecorder(ApiClient client, String controller, String instance) {
    this(client, controller, instance, InstantSource.system());
  }

  /// Tells what happened to an object. Never blocks, never fails.
  ///
  /// @param reason a short CamelCase word for machines: `Scheduled`
  /// @param action what was done: `Binding`
  /// @param note a sentence for people
  public void record(ApiObject about, EventType type, String reason, String action, String note) {
    recorded.increment();
    String text = note.length() > MAX_NOTE ? note.substring(0, MAX_NOTE - 3) + "..." : note;
    if (closed || !queue.offer(Occurrence.of(about, type, reason, action, text, clock.instant()))) {
      dropped.increment();
    }
  }

  public EventMetrics metrics() {
    return new EventMetrics(
        recorded.sum(), written.sum(), dropped.sum(), limited.sum(), failed.sum());
  }

  /// Writes what waits, as far as that is done quickly.
  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Instant flushed = clock.instant();
    try {
      while (!closed || !queue.isEmpty()) {
        Occurrence next = queue.poll(FLUSH_TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          handle(next);
        }
        Instant now = clock.instant();
        if (Duration.between(flushed, now).compareTo(FLUSH_TICK) >= 0) {
          flushed = now;
          flush(now);
        }
      }
    } catch (InterruptedException e) {
      log.debug("the recorder is closed before everything was written");
    }
  }

  private void handle(Occurrence occurrence) {
    Series known = series.get(occurrence.identity());
    if (known != null && known.goesOnAt(occurrence.time())) {
      known.count++;
      known.lastSeen = occurrence.time();
      if (known.count == 2) {
        writeCount(known, occurrence.time());
      }
      return;
    }
    if (!allowance(occurrence).take(occurrence.time())) {
      limited.increment();
      return;
    }
    create(occurrence);
  }

  private void create(Occurrence occurrence) {
    Occurrence.Identity about = occurrence.identity();
    NamespacedName key =
        new NamespacedName(
            about.namespace().isEmpty() ? "default" : about.namespace(), name(occurrence));
    ApiObject event = ApiObject.of(ApiResources.EVENTS.kind(), key.namespace(), key.name());
    ObjectNode json = event.json();
    json.put("eventTime", MICRO_TIME.format(occurrence.time()));
    json.put("reportingController", controller).put("reportingInstance", instance);
    json.put("type", about.type().word()).put("reason", about.reason());
    json.put("action", about.action()).put("note", about.note());
    ObjectNode regarding = json.putObject("regarding");
    regarding.put("apiVersion", about.kind().apiVersion()).put("kind", about.kind().kind());
    if (!about.namespace().isEmpty()) {
      regarding.put("namespace", about.namespace());
    }
    regarding.put("name", about.name()).put("uid", about.uid());
    regarding.put("resourceVersion", occurrence.resourceVersion());
    if (send(() -> client.create(ApiResources.EVENTS, event))) {
      series.put(about, new Series(occurrence, key));
    }
  }

  private void flush(Instant now) {
    for (Series each : series.values()) {
      if (each.count > each.writtenCount
          && Duration.between(each.writtenAt, now).compareTo(SERIES_INTERVAL) >= 0) {
        writeCount(each, now);
      }
    }
  }

  private void writeCount(Series known, Instant now) {
    ObjectNode patch = Json.object();
    patch
        .putObject("series")
        .put("count", known.count)
        .put("lastObservedTime", MICRO_TIME.format(known.lastSeen));
    known.writtenCount = known.count;
    known.writtenAt = now;
    var _ = send(() -> client.patch(ApiResources.EVENTS, known.event, new Patch.Merge(patch)));
  }

  private boolean send(Runnable request) {
    try {
      request.run();
      written.increment();
      return true;
    } catch (ApiClientException e) {
      failed.increment();
      log.debug("an event was not written: {}", e.getMessage());
      return false;
    }
  }

  private Allowance allowance(Occurrence occurrence) {
    Occurrence.Identity about = occurrence.identity();
    return allowances.computeIfAbsent(
        new NamespacedName(about.kind() + "/" + about.namespace(), about.name()),
        key -> new Allowance(occurrence.time()));
  }

  /// As client-go names Events: the object, then the time in hexadecimal.
  private static String name(Occurrence occurrence) {
    Instant time = occurrence.time();
    long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
    return occurrence.identity().name() + "." + Long.toHexString(nanos);
  }

  private static <A, B> Map<A, B> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<A, B> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  /// An Event that was written, and how often the same has happened since.
  private static final class Series {

    final NamespacedName event;
    int count = 1;
    int writtenCount = 1;
    Instant lastSeen;
    Instant writtenAt;

    Series(Occurrence first, NamespacedName event) {
      this.event = event;
      this.lastSeen = first.time();
      this.writtenAt = first.time();
    }

    boolean goesOnAt(Instant time) {
      return Duration.between(lastSeen, time).compareTo(SERIES_PAUSE) < 0;
    }
  }

  /// How many more Events an object may have.
  private static final class Allowance {

    private double left = OBJECT_BURST;
    private Instant last;

    Allowance(Instant start) {
      this.last = start;
    }

    boolean take(Instant now) {
      double gained = (double) Duration.between(last, now).toMillis() / OBJECT_REFILL.toMillis();
      left = Math.min(OBJECT_BURST, left + Math.max(0, gained));
      last = now;
      if (left < 1) {
        return false;
      }
      left -= 1;
      return true;
    }
  }
}
