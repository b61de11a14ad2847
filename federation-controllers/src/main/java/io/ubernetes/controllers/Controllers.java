package io.ubernetes.controllers;

import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.controllers.cluster.ClusterController;
import io.ubernetes.controllers.gc.PlacementCollector;
import io.ubernetes.controllers.namespace.MemberNamespaces;
import io.ubernetes.controllers.namespace.NamespaceDeletion;
import io.ubernetes.controllers.status.StatusController;
import io.ubernetes.controllers.status.StatusReport;
import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.Ownership;
import io.ubernetes.controllers.sync.Problems;
import io.ubernetes.controllers.sync.Releases;
import io.ubernetes.controllers.sync.SyncController;
import io.ubernetes.controllers.sync.Tombstones;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.BulkheadSettings;
import io.ubernetes.runtime.member.MemberClients;
import io.ubernetes.runtime.member.MemberRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All controllers of a federation, wired by hand: reading [#start] shows the whole machine.
/// Several processes may run them only under leader election. Thread-safe; started once.
public final class Controllers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Controllers.class);

  private final ApiClient federationClient;
  private final ClientFactory clients;
  private final ClusterConfig clusterConfig;
  private final InstantSource clock;
  private final List<AutoCloseable> parts = new ArrayList<>();

  /// @param federationClient stays the caller's
  /// @param clients makes the members' clients; stays the caller's
  public Controllers(
      ApiClient federationClient,
      ClientFactory clients,
      ClusterConfig clusterConfig,
      InstantSource clock) {
    this.federationClient = federationClient;
    this.clients = clients;
    this.clusterConfig = clusterConfig;
    this.clock = clock;
  }

  /// Reads the federation, and acts from then on. Nothing is done on half of what there is.
  ///
  /// @return whether all was read within that time; if not, nothing is running
  public boolean start(Duration timeout) throws InterruptedException {
    Instant deadline = clock.instant().plus(timeout);
    Informers federation = own(new Informers(federationClient));
    List<Informer> needed = new ArrayList<>();
    needed.add(federation.informer(Resources.NAMESPACES));
    needed.add(federation.informer(Resources.PLACEMENTS));
    for (ApiResource resource : Resources.PROPAGATED) {
      needed.add(federation.informer(resource));
    }
    MemberClients memberClients = own(new MemberClients(clients, BulkheadSettings.DEFAULT));
    MemberRegistry members = own(new MemberRegistry(federation, memberClients));
    needed.add(members.clusters());
    Tombstones tombstones = new Tombstones(federationClient, federation);
    needed.add(tombstones.informer());
    for (Informer informer : needed) {
      Duration left = Duration.between(clock.instant(), deadline);
      if (left.isNegative() || !informer.awaitSynced(left)) {
        close();
        return false;
      }
    }
    wire(federation, members, tombstones);
    return true;
  }

  private void wire(Informers federation, MemberRegistry members, Tombstones tombstones) {
    Ownership ownership = new Ownership(federationUid());
    MemberNamespaces namespaces = new MemberNamespaces(federation, ownership.federationUid());
    MemberParts memberParts = new MemberParts(members);
    Problems problems = new Problems();
    Releases releases =
        own(new Releases(federationClient, federation, members, ownership, tombstones));
    SyncController sync =
        own(
            new SyncController(
                federation, members, memberParts, namespaces, ownership, problems, releases));
    StatusReport report = new StatusReport(memberParts, problems, clock);
    StatusController status =
        own(new StatusController(federationClient, federation, members, memberParts, report));
    problems.addListener(status::soon);
    ClusterController cluster =
        own(
            new ClusterController(
                federationClient, members, clusterConfig, clock, status::clusterChanged));
    PlacementCollector collector = own(new PlacementCollector(federationClient, federation));
    NamespaceDeletion deletion =
        own(new NamespaceDeletion(federationClient, federation, members, namespaces));
    // Listeners are told in the order in which they came: informers of a member first.
    members.addListener(namespaces);
    members.addListener(memberParts);
    sync.start();
    status.start();
    cluster.start();
    releases.start();
    collector.start();
    deletion.start();
    members.start();
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

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception failure) {
        log.warn("{} did not close in order", part.getClass().getSimpleName(), failure);
      }
    }
    parts.clear();
  }
}
