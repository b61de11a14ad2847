package io.ubernetes.controllers.cluster;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.AsOf;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Probes each member again and again and writes its Cluster's status; see the package.
/// Thread-safe; started once.
public final class ClusterController implements MemberListener, AutoCloseable {

  /// A probe of a dead member takes as long as its timeout, and must not keep the others waiting.
  private static final int WORKERS = 64;

  /// While a member's nodes and pods are being read for the first time, this is looked at more
  /// often than it is probed otherwise: it is waited for.
  private static final Duration WHILE_COUNTING = Duration.ofMillis(250);

  private final ApiClient federationClient;
  private final MemberRegistry members;
  private final Informer clusters;
  private final ClusterConfig config;
  private final InstantSource clock;
  private final PendingPods pending;
  private final Function<String, Optional<String>> heldDeletions;
  private final Controller<String> controller;
  private final Map<String, Observation> observations = new ConcurrentHashMap<>();
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  /// What is remembered of a member between two probes.
  private record Observation(
      @Nullable Member member, @Nullable MemberLoad load, Health health, MemberFacts facts) {

    static final Observation NOTHING =
        new Observation(null, null, Health.UNKNOWN, MemberFacts.NONE);

    Observation of(@Nullable Member newMember, @Nullable MemberLoad newLoad) {
      return new Observation(newMember, newLoad, health, MemberFacts.NONE);
    }
  }

  /// @param pending is told of the members' pods
  /// @param heldDeletions why deletions in a cluster are held back; empty when none are
  public ClusterController(
      ApiClient federationClient,
      MemberRegistry members,
      ClusterConfig config,
      InstantSource clock,
      PendingPods pending,
      Function<String, Optional<String>> heldDeletions) {
    this.federationClient = federationClient;
    this.members = members;
    this.clusters = members.clusters();
    this.config = config;
    this.clock = clock;
    this.pending = pending;
    this.heldDeletions = heldDeletions;
    this.controller =
        new Controller<>("cluster", new WorkQueue<>("cluster"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    members.addListener(this);
    clusters.addHandler(Changes.beyondStatus(cluster -> controller.queue().add(cluster.name())));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  /// What was known of the health stays: another address or credential is no other member.
  @Override
  public void onMemberAdded(Member member) {
    observations.compute(
        member.cluster(),
        (name, last) ->
            (last == null ? Observation.NOTHING : last)
                .of(member, new MemberLoad(member, pending, clock)));
    controller.queue().add(member.cluster());
  }

  @Override
  public void onMemberRemoved(Member member) {
    observations.computeIfPresent(
        member.cluster(),
        (name, last) -> {
          if (last.member() != member) {
            return last;
          }
          pending.forget(name);
          return last.of(null, null);
        });
  }

  private Result reconcile(String name) {
    Optional<ApiObject> cluster = clusters.lister().get(NamespacedName.clusterScoped(name));
    if (cluster.isEmpty()) {
      observations.remove(name);
      written.remove(name);
      return Result.DONE;
    }
    ClusterStatus before = Federation.status(cluster.get(), ClusterStatus.class);
    Optional<Observation> observation = observe(name, before);
    if (observation.isEmpty()) {
      return Result.requeueAfter(WHILE_COUNTING); // its client is being made
    }
    ClusterStatus after = status(name, before, observation.get(), cluster.get().generation());
    if (isDue(name, before, after)) {
      write(cluster.get(), after);
      written.put(name, clock.instant());
    }
    boolean counting = observation.get().health().state() == Health.State.READY && !after.isReady();
    return Result.requeueAfter(counting ? WHILE_COUNTING : config.probeInterval());
  }

  private boolean isDue(String name, ClusterStatus before, ClusterStatus after) {
    if (ClusterStatuses.differsInMoreThanLoad(before, after)) {
      return true;
    }
    Instant last = written.getOrDefault(name, Instant.EPOCH);
    Duration spacing =
        ClusterStatuses.sameButForTime(before, after)
            ? config.heartbeatSpacing(clusters.lister().size())
            : config.loadSpacing(clusters.lister().size());
    return !Objects.equals(before.asOf(), after.asOf())
        && !last.plus(spacing).isAfter(clock.instant());
  }

  /// @return empty while there is no client of the member and no reason why not
  private Optional<Observation> observe(String name, ClusterStatus before) {
    Observation last = observations.computeIfAbsent(name, n -> Observation.NOTHING);
    Health known =
        last.health().equals(Health.UNKNOWN) ? ClusterStatuses.health(before) : last.health();
    Member member = last.member();
    MemberFacts facts = last.facts();
    String problem;
    if (member == null) {
      Optional<String> why = members.problem(name);
      if (why.isEmpty()) {
        return Optional.empty();
      }
      problem = why.get();
    } else {
      problem = MemberFacts.probe(member.client());
      if (problem.isEmpty()) {
        facts = facts.refreshed(member.client(), clock.instant());
      }
    }
    Observation next =
        new Observation(member, last.load(), known.after(problem, clock.instant(), config), facts);
    observations.computeIfPresent(name, (n, current) -> current.equals(last) ? next : current);
    return Optional.of(next);
  }

  private ClusterStatus status(
      String name, ClusterStatus before, Observation observation, long generation) {
    Health health = observation.health();
    MemberLoad load = observation.load();
    Optional<NodeRoom.Summary> summary = Optional.ofNullable(load).flatMap(MemberLoad::summary);
    List<Condition> conditions = new ArrayList<>();
    String now = seconds(clock.instant());
    conditions.add(ClusterStatuses.ready(before, health, summary.isPresent(), generation, now));
    heldDeletions
        .apply(name)
        .ifPresent(
            why -> conditions.add(ClusterStatuses.deletionsHeld(before, why, generation, now)));
    if (load == null || summary.isEmpty() || !health.problem().isEmpty()) {
      return ClusterStatuses.withConditions(before, conditions);
    }
    boolean asked = observation.facts().asOf() != null;
    return new ClusterStatus(
        conditions,
        asked ? observation.facts().version() : before.version(),
        new ClusterStatus.Nodes(summary.get().total(), summary.get().open()),
        texts(summary.get().capacity()),
        texts(summary.get().allocatable()),
        texts(summary.get().requested()),
        List.of(),
        summary.get().room(),
        asked ? observation.facts().apiVersions() : before.apiVersions(),
        AsOf.text(load.asOf(clock.instant())));
  }

  private void write(ApiObject cluster, ClusterStatus status) {
    ApiObject changed = cluster.copy();
    JsonNode json = Json.MAPPER.valueToTree(status);
    changed.json().set("status", json);
    try {
      federationClient.updateStatus(Resources.CLUSTERS, changed);
    } catch (ApiClientException refused) {
      if (!refused.isNotFound() && !refused.isConflict()) { // the next look is not far away
        throw refused;
      }
    }
  }

  private static Map<String, String> texts(Map<String, Quantity> quantities) {
    Map<String, String> texts = new TreeMap<>();
    quantities.forEach((resource, amount) -> texts.put(resource, amount.toString()));
    return texts;
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
