package io.ubernetes.apimachinery.flowcontrol;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.http.Departure;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.GroupResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lets as many requests run as the server has seats for, and chooses who is next, by Kubernetes'
/// API Priority and Fairness: a FlowSchema puts each request into a priority level, which has a
/// share of the seats and fair queues for those that find none. What waits too long or finds its
/// queue full is refused.
///
/// Until [#follow] the policy is the one that servers begin with; from then on it is what is
/// stored. Thread-safe. A request that need not wait takes no lock. The policy and the levels are
/// owned by the lock of this object; requests see the policy through one volatile field.
public final class FlowControl implements AutoCloseable {
  /// Seats for each processor: a write spends most of its time waiting for the store, which syncs
  /// many together.
  private static final int SEATS_PER_PROCESSOR = 64;

  /// Kubernetes' number for all servers.
  private static final int MAX_SEATS = 600;

  /// Kubernetes' bound, a quarter of the time that a request may take.
  private static final Duration MAX_WAIT = Duration.ofSeconds(15);

  /// How soon seats move to where they are needed.
  private static final Duration TURN = Duration.ofMillis(200);

  /// A list of so many objects holds up others as much as one more small request.
  private static final int OBJECTS_PER_SEAT = 500;

  /// Kubernetes' bound on what one request counts for.
  private static final int MAX_WIDTH = 10;

  private final int seats;
  private final Duration maxWait;
  private final ScheduledThreadPoolExecutor clock;
  private final Map<String, PriorityLevel> levels = new HashMap<>(); // guarded by this
  private final Map<String, List<Meter>> levelMeters = new HashMap<>(); // guarded by this
  private final Map<String, FlowCounts> counts = new HashMap<>(); // guarded by this
  private MeterRegistry meters = new CompositeMeterRegistry(); // guarded by this
  private @Nullable StoredPolicy stored; // guarded by this
  private volatile @Nullable Policy policy;

  private FlowControl(int seats, Duration maxWait, boolean limited) {
    this.seats = seats;
    this.maxWait = maxWait;
    this.clock =
        new ScheduledThreadPoolExecutor(
            limited ? 1 : 0, Thread.ofPlatform().daemon().name("flow-control").factory());
  }

  /// Everything runs at once.
  public static FlowControl unlimited() {
    return new FlowControl(0, MAX_WAIT, false);
  }

  /// @param seats how many requests of usual size run at the same time, beside those that are
  ///   exempt
  public static FlowControl of(int seats) {
    return of(seats, MAX_WAIT);
  }

  /// @param maxWait how long a request waits for a seat
  public static FlowControl of(int seats, Duration maxWait) {
    FlowControl control = new FlowControl(seats, maxWait, true);
    BootstrapPolicy bootstrap = BootstrapPolicy.kubernetes();
    control.use(bootstrap.schemaValues(), bootstrap.levelValues());
    long turn = TURN.toMillis();
    var _ = control.clock.scheduleWithFixedDelay(control::turn, turn, turn, TimeUnit.MILLISECONDS);
    return control;
  }

  /// As many as suit this machine.
  public static int usualSeats() {
    return Math.min(MAX_SEATS, SEATS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
  }

  /// How many seats a request takes that looks at so many objects.
  public static int width(int objects) {
    return Math.clamp((long) objects / OBJECTS_PER_SEAT, 1, MAX_WIDTH);
  }

  /// Shows the numbers of each level and schema. Before any request.
  public synchronized void show(MeterRegistry registry) {
    if (policy == null) {
      return;
    }
    meters = registry;
    levels.forEach((name, level) -> levelMeters.put(name, FlowMetrics.show(registry, level)));
    counts.clear();
    BootstrapPolicy bootstrap = BootstrapPolicy.kubernetes();
    use(bootstrap.schemaValues(), bootstrap.levelValues());
  }

  /// Lets the stored objects count, and makes sure that those are stored which the server wants.
  /// Returns when those that are there count.
  ///
  /// @param registries finds the registry of a resource
  /// @param wanted written where they are missing, in the background
  public void follow(Function<GroupResource, Registry> registries, BootstrapPolicy wanted) {
    StoredPolicy follower = new StoredPolicy(registries, wanted, this::use);
    synchronized (this) {
      stored = follower;
    }
    follower.start(clock);
  }

  /// Other schemas and levels count from now on. Levels that stay keep who sits and waits.
  synchronized void use(List<FlowSchema> schemas, List<LevelSettings> settings) {
    Map<String, PriorityLevel> now = new HashMap<>();
    for (LevelSettings each : settings) {
      PriorityLevel level = levels.get(each.name());
      if (level == null) {
        level = new PriorityLevel(each);
        levelMeters.put(each.name(), FlowMetrics.show(meters, level));
      } else {
        level.use(each);
      }
      now.put(each.name(), level);
    }
    levelMeters.forEach((name, all) -> {
      if (!now.containsKey(name)) {
        all.forEach(meters::remove);
      }
    });
    levelMeters.keySet().retainAll(now.keySet());
    levels.clear();
    levels.putAll(now);
    allocate();
    policy = Policy.of(schemas, now, this::counts);
    forgetUnused(schemas);
  }

  private FlowCounts counts(FlowSchema schema, PriorityLevel level) {
    FlowCounts known = counts.get(schema.name());
    if (known != null && known.level.equals(level.name)) {
      return known;
    }
    if (known != null) {
      known.forget();
    }
    FlowCounts fresh = new FlowCounts(schema.name(), level.name, meters);
    counts.put(schema.name(), fresh);
    return fresh;
  }

  private void forgetUnused(List<FlowSchema> schemas) {
    Set<String> used = schemas.stream().map(FlowSchema::name).collect(Collectors.toSet());
    counts.forEach((name, known) -> {
      if (!used.contains(name)) {
        known.forget();
      }
    });
    counts.keySet().retainAll(used);
  }

  private synchronized void turn() {
    levels.values().forEach(PriorityLevel::look);
    allocate();
  }

  private void allocate() {
    List<PriorityLevel> limited =
        levels.values().stream().filter(level -> !level.settings().exempt()).toList();
    List<SeatAllocation.Limits> limits =
        SeatAllocation.divide(
            seats,
            limited.stream()
                .map(level -> new SeatAllocation.Claim(level.settings(), level.demand()))
                .toList());
    for (int i = 0; i < limits.size(); i++) {
      limited.get(i).limit(limits.get(i));
    }
  }

  /// Waits for seats, if there is a queue and none is free.
  ///
  /// @param width how many seats the request takes, as [#width] says
  /// @param departure of the client: who has gone gives up its place in the queue
  public Admitted enter(Identity identity, Attributes attributes, int width, Departure departure) {
    Policy current = policy;
    if (current == null) {
      return Admitted.Seated.UNCOUNTED;
    }
    Policy.Entry entry = current.find(identity, attributes);
    if (entry.level().tryEnter(width)) {
      entry.counts().begun(width);
      return new Admitted.Seated(entry, width, null);
    }
    return queue(entry, identity, attributes, width, departure);
  }

  private Admitted queue(
      Policy.Entry entry,
      Identity identity,
      Attributes attributes,
      int width,
      Departure departure) {
    String flow = entry.schema().flow(identity, attributes);
    long hash = Hand.hash(entry.schema().name().hashCode(), flow == null ? 0 : flow.hashCode());
    Waiter waiter = new Waiter(hash, width, entry.counts());
    departure.onGone(waiter::cancel);
    PriorityLevel.Outcome outcome = entry.level().queue(waiter, maxWait.toNanos());
    entry.counts().waited(outcome, System.nanoTime() - waiter.since);
    if (outcome == PriorityLevel.Outcome.SERVED) {
      entry.counts().begun(width);
      return new Admitted.Seated(entry, width, waiter);
    }
    return new Admitted.Refused(entry.level().retrySeconds(), entry.headers());
  }

  /// The text of one of Kubernetes' debug pages (`/debug/api_priority_and_fairness/...`).
  ///
  /// @return empty where there is no such page
  public Optional<String> page(String path) {
    Policy current = policy;
    if (current == null) {
      return Optional.empty();
    }
    List<PriorityLevel> all;
    synchronized (this) {
      all = new ArrayList<>(levels.values());
    }
    return Dumps.page(path, all);
  }

  @Override
  public void close() {
    StoredPolicy follower;
    synchronized (this) {
      follower = stored;
      stored = null;
    }
    if (follower != null) {
      follower.close();
    }
    clock.shutdownNow();
  }
}
