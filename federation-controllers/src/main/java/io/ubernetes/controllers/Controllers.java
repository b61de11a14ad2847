package io.ubernetes.controllers;

import io.ubernetes.controllers.account.AccountController;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.controllers.cluster.ClusterController;
import io.ubernetes.controllers.cluster.PendingPods;
import io.ubernetes.controllers.gc.GarbageCollector;
import io.ubernetes.controllers.gc.PlacementCollector;
import io.ubernetes.controllers.gc.WithdrawnPlacements;
import io.ubernetes.controllers.namespace.MemberNamespaces;
import io.ubernetes.controllers.namespace.NamespaceDeletion;
import io.ubernetes.controllers.quota.QuotaController;
import io.ubernetes.controllers.served.ServedKinds;
import io.ubernetes.controllers.status.StatusController;
import io.ubernetes.controllers.status.StatusReport;
import io.ubernetes.controllers.status.UncarriedPlacements;
import io.ubernetes.controllers.sync.Leftovers;
import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.Placements;
import io.ubernetes.controllers.sync.Problems;
import io.ubernetes.controllers.sync.Releases;
import io.ubernetes.controllers.sync.SyncController;
import io.ubernetes.controllers.tombstone.Tombstone;
import io.ubernetes.controllers.tombstone.TombstoneController;
import io.ubernetes.controllers.tombstone.Tombstones;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Parts;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.MemberClients;
import io.ubernetes.runtime.member.MemberRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All controllers of a federation, wired by hand: reading [#start] shows the whole machine.
/// Several processes may run them only under leader election: see [Elected]. Thread-safe; started
/// once.
public final class Controllers implements Elected.Part {

  private static final Logger log = LoggerFactory.getLogger(Controllers.class);

  private static final String NAME = "federation.ubernetes.io/controllers";

  private final ApiClient federationClient;
  private final ClientFactory clients;
  private final ControllersConfig config;
  private final String instance;
  private final InstantSource clock;
  private final Parts parts = new Parts();
  private final Map<String, Supplier<Map<String, ControllerMetrics>>> metrics =
      new ConcurrentHashMap<>();

  /// @param federationClient stays the caller's
  /// @param clients makes the members' clients; stays the caller's
  /// @param instance which process this is, for Events
  public Controllers(
      ApiClient federationClient,
      ClientFactory clients,
      ControllersConfig config,
      String instance,
      InstantSource clock) {
    this.federationClient = federationClient;
    this.clients = clients;
    this.config = config;
    this.instance = instance;
    this.clock = clock;
  }

  public Controllers(
      ApiClient federationClient,
      ClientFactory clients,
      ClusterConfig cluster,
      InstantSource clock) {
    this(federationClient, clients, ControllersConfig.DEFAULT.withCluster(cluster), "one", clock);
  }

  /// Reads the federation, and acts from then on. Nothing is done on half of what there is.
  ///
  /// @return whether all was read within that time; if not, nothing is running
  @Override
  public boolean start(Duration timeout) throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    Informers federation = parts.add(new Informers(federationClient));
    MemberClients memberClients = parts.add(new MemberClients(clients, config.bulkhead()));
    MemberRegistry members = parts.add(new MemberRegistry(federation, memberClients));
    Placements placements = new Placements(federation);
    Tombstones tombstones = new Tombstones(federationClient, federation);
    List<Informer> needed = new ArrayList<>();
    needed.add(federation.informer(Resources.NAMESPACES));
    needed.add(members.clusters());
    needed.add(placements.informer());
    needed.add(tombstones.informer());
    for (ApiResource resource : Resources.PROPAGATED) {
      needed.add(federation.informer(resource));
    }
    for (Informer informer : needed) {
      if (!informer.awaitSynced(left(deadline))) {
        log.warn("{} could not be read within {}", informer.resource(), timeout);
        close();
        return false;
      }
    }
    if (!wire(federation, members, placements, tombstones, deadline)) {
      close();
      return false;
    }
    return true;
  }

  private static Duration left(Instant deadline) {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean wire(
      Informers federation,
      MemberRegistry members,
      Placements placements,
      Tombstones tombstones,
      Instant deadline)
      throws InterruptedException {
    Ownership ownership = new Ownership(federationUid());
    EventRecorder events = parts.add(new EventRecorder(federationClient, NAME, instance, clock));
    MemberNamespaces namespaces = new MemberNamespaces(federation, ownership);
    MemberParts memberParts = new MemberParts(members.clusters(), ownership, clock);
    Problems problems = new Problems();
    Releases releases =
        parts.add(
            new Releases(
                federationClient, placements, memberParts, members, ownership, tombstones, clock));
    Leftovers leftovers =
        new Leftovers(
            federationClient,
            placements,
            memberParts,
            tombstones,
            new HeldClusters(members.clusters(), events),
            clock);
    SyncController sync =
        parts.add(
            new SyncController(
                config.sync(),
                new SyncController.Surroundings(
                    federation,
                    placements,
                    members,
                    memberParts,
                    ownership,
                    problems,
                    events,
                    clock),
                namespaces,
                releases,
                leftovers));
    PendingPods pending = new PendingPods();
    StatusReport report = new StatusReport(memberParts, problems, pending, clock);
    StatusController status =
        parts.add(
            new StatusController(
                federationClient, federation, placements, members.clusters(), memberParts, report));
    UncarriedPlacements uncarried =
        parts.add(new UncarriedPlacements(federationClient, placements.informer(), clock));
    problems.addListener(status::soon);
    pending.addListener((_, placed) -> status.soon(placed));
    TombstoneController graves =
        parts.add(
            new TombstoneController(
                tombstones,
                members,
                ownership,
                tombstone -> isWantedAgain(tombstone, federation, placements)));
    ClusterController cluster =
        parts.add(
            new ClusterController(
                federationClient, members, config.cluster(), clock, pending, leftovers::held));
    PlacementCollector collector =
        parts.add(new PlacementCollector(federationClient, federation, placements));
    WithdrawnPlacements withdrawn =
        parts.add(new WithdrawnPlacements(federationClient, placements.informer()));
    NamespaceDeletion deletion =
        parts.add(
            new NamespaceDeletion(
                federationClient, federation, members, namespaces, tombstones, clock));
    AccountController accounts = parts.add(new AccountController(federationClient, federation));
    if (!accounts.awaitSynced(left(deadline))) {
      return false;
    }
    ServedKinds kinds = parts.add(new ServedKinds(federationClient, federation));
    GarbageCollector garbage = parts.add(new GarbageCollector(federationClient, kinds, events));
    QuotaController quota = parts.add(new QuotaController(federationClient, kinds, clock));
    metrics.put("quota", () -> Map.of("", quota.metrics()));
    metrics.put("garbage", () -> Map.of("", garbage.metrics()));
    metrics.put("sync", sync::metrics);
    metrics.put("tombstone", graves::metrics);
    metrics.put("status", () -> Map.of("", status.metrics()));
    metrics.put("uncarried", () -> Map.of("", uncarried.metrics()));
    metrics.put("cluster", () -> Map.of("", cluster.metrics()));
    metrics.put("gc", () -> Map.of("", collector.metrics()));
    metrics.put("withdrawn", () -> Map.of("", withdrawn.metrics()));
    metrics.put("release", () -> Map.of("", releases.metrics()));
    metrics.put("account", () -> Map.of("", accounts.metrics()));
    metrics.put("namespace", () -> Map.of("", deletion.metrics()));
    // Members' listeners are told in the order in which they came: first who has queues, then who
    // fills them.
    sync.start();
    graves.start();
    members.addListener(namespaces);
    status.start();
    uncarried.start();
    members.addListener(memberParts);
    members.start();
    if (!members.awaitSynced(left(deadline))) {
      return false;
    }
    cluster.start();
    releases.start();
    collector.start();
    withdrawn.start();
    deletion.start();
    accounts.start();
    garbage.start();
    quota.start();
    kinds.start();
    return true;
  }

  /// Whether what a tombstone names has a new reason to be where it is.
  private static boolean isWantedAgain(
      Tombstone tombstone, Informers federation, Placements placements) {
    if (tombstone.resource().equals(Resources.NAMESPACES)) {
      return federation
          .informer(Resources.NAMESPACES)
          .lister()
          .get(tombstone.key())
          .filter(namespace -> !namespace.uid().equals(tombstone.sourceUid()))
          .filter(namespace -> !namespace.isTerminating())
          .isPresent();
    }
    return placements
        .of(new Placed(tombstone.resource(), tombstone.key()))
        .filter(target -> !target.placement().isTerminating())
        .filter(target -> target.destination(tombstone.cluster()).isPresent())
        .isPresent();
  }

  /// The federation is known by the uid of a namespace that is made once and never deleted.
  private String federationUid() {
    Optional<ApiObject> system =
        federationClient.get(Resources.NAMESPACES, NamespacedName.clusterScoped("kube-system"));
    return system
        .map(ApiObject::uid)
        .orElseThrow(
            () -> new IllegalStateException("the federation has no namespace kube-system"));
  }

  /// What each controller has done, by its name; controllers that have a queue for each member are
  /// named `controller/cluster`.
  public Map<String, ControllerMetrics> metrics() {
    Map<String, ControllerMetrics> all = new TreeMap<>();
    metrics.forEach((name, source) ->
        source
            .get()
            .forEach((cluster, m) -> all.put(cluster.isEmpty() ? name : name + "/" + cluster, m)));
    return all;
  }

  @Override
  public void close() {
    parts.close();
  }
}
