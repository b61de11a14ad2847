package io.ubernetes.controllers.cluster;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Probes each member again and again and writes its Cluster's status; see the package.
/// Thread-safe; started once.
public final class ClusterController implements MemberListener, AutoCloseable {

  /// A probe of a dead member takes as long as its timeout, and must not keep the others waiting.
  private static final int WORKERS = 64;

  private final ApiClient federationClient;
  private final MemberRegistry members;
  private final Informer clusters;
  private final ClusterConfig config;
  private final InstantSource clock;
  private final Consumer<String> readinessChanged;
  private final Controller<String> controller;
  private final Map<String, Observation> observations = new ConcurrentHashMap<>();

  /// What is remembered of a member between two probes.
  private record Observation(
      @Nullable Member member, @Nullable MemberLoad load, Health health, MemberFacts facts) {}

  /// @param readinessChanged is told the name of a member that has become ready or not ready
  public ClusterController(
      ApiClient federationClient,
      MemberRegistry members,
      ClusterConfig config,
      InstantSource clock,
      Consumer<String> readinessChanged) {
    this.federationClient = federationClient;
    this.members = members;
    this.clusters = members.clusters();
    this.config = config;
    this.clock = clock;
    this.readinessChanged = readinessChanged;
    this.controller =
        new Controller<>("cluster", new WorkQueue<>("cluster"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    members.addListener(this);
    clusters.addHandler(
        new ChangeHandler() {
          @Override
          public void onAdd(ApiObject cluster) {
            controller.queue().add(cluster.name());
          }

          @Override
          public void onUpdate(ApiObject before, ApiObject after) {
            if (before.generation() != after.generation()) {
              controller.queue().add(after.name());
            }
          }

          @Override
          public void onDelete(ApiObject last) {
            observations.remove(last.name());
          }
        });
  }

  @Override
  public void close() {
    controller.close();
  }

  @Override
  public void onMemberAdded(Member member) {
    Health before =
        Optional.ofNullable(observations.get(member.cluster()))
            .map(Observation::health)
            .orElse(Health.UNKNOWN);
    observations.put(
        member.cluster(),
        new Observation(member, new MemberLoad(member), before, MemberFacts.NONE));
    controller.queue().add(member.cluster());
  }

  @Override
  public void onMemberRemoved(Member member) {}

  private Result reconcile(String name) {
    Optional<ApiObject> cluster = clusters.lister().get(NamespacedName.clusterScoped(name));
    if (cluster.isEmpty()) {
      return Result.DONE;
    }
    ClusterStatus before = Federation.status(cluster.get(), ClusterStatus.class);
    Observation observation = observe(name, before);
    ClusterStatus after = status(before, observation, cluster.get().generation());
    boolean due =
        before.asOf() == null
            || Instant.parse(before.asOf()).plus(config.heartbeat()).isBefore(clock.instant());
    if (due || !ClusterStatuses.sameButForTime(before, after)) {
      write(cluster.get(), after);
    }
    if (before.isReady() != after.isReady()) {
      readinessChanged.accept(name);
    }
    return Result.requeueAfter(config.probeInterval());
  }

  private Observation observe(String name, ClusterStatus before) {
    Observation last = observations.get(name);
    Member member = last == null ? null : last.member();
    if (last == null || member == null) {
      String problem = members.problem(name).orElse("the member's client is not made yet");
      return new Observation(
          null, null, Health.UNKNOWN.after(problem, clock.instant(), config), MemberFacts.NONE);
    }
    MemberFacts facts = last.facts();
    String problem = MemberFacts.probe(member.client());
    if (problem.isEmpty()) {
      facts = facts.refreshed(member.client(), clock.instant());
    }
    Health known =
        last.health().equals(Health.UNKNOWN) ? ClusterStatuses.health(before) : last.health();
    Observation next =
        new Observation(
            last.member(), last.load(), known.after(problem, clock.instant(), config), facts);
    observations.computeIfPresent(
        name, (n, current) -> current.member() == member ? next : current);
    return next;
  }

  private ClusterStatus status(ClusterStatus before, Observation observation, long generation) {
    Health health = observation.health();
    Optional<NodeRoom.Summary> load =
        Optional.ofNullable(observation.load()).flatMap(MemberLoad::summary);
    Condition ready = ClusterStatuses.ready(before, health, load.isPresent(), generation, now());
    boolean fresh = health.problem().isEmpty() && load.isPresent();
    if (!fresh) {
      return new ClusterStatus(
          List.of(ready),
          before.version(),
          before.nodes(),
          before.capacity(),
          before.allocatable(),
          before.requested(),
          before.freeRoom(),
          before.apiVersions(),
          before.asOf());
    }
    NodeRoom.Summary summary = load.get();
    return new ClusterStatus(
        List.of(ready),
        observation.facts().version(),
        new ClusterStatus.Nodes(summary.total(), summary.open()),
        texts(summary.capacity()),
        texts(summary.allocatable()),
        texts(summary.requested()),
        summary.groups(),
        observation.facts().apiVersions(),
        now());
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

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
