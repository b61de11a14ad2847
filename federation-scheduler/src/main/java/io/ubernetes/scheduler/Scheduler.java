package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.queue.WorkQueue;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scheduler of a federation: places objects of the [PropagatedKinds] by writing a Placement
/// for each. Started once. Several may run beside each other only under leader election, as each
/// counts with nobody else's promises.
///
/// Thread-safe.
public final class Scheduler implements Elected.Part {

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  /// Who is said to report Events.
  private static final String NAME = Federation.GROUP + "/scheduler";

  private final EventRecorder recorder;
  private final List<Informer> informers = new ArrayList<>();
  private final Map<GroupVersionKind, PropagatedObjects> kinds = new HashMap<>();
  private final Informer placementInformer;
  private final Decider decider;
  private final Triggers triggers;
  private final Controller<Task> controller;

  /// @param instance which process this is, such as the host's name; shown on Events
  public Scheduler(ApiClient federationClient, SchedulerConfig config, String instance) {
    this(federationClient, config, instance, InstantSource.system());
  }

  Scheduler(
      ApiClient federationClient, SchedulerConfig config, String instance, InstantSource clock) {
    this.decider = new Decider(config, clock);
    this.recorder = new EventRecorder(federationClient, NAME, instance, clock);
    DecisionEvents events =
        (object, type, reason, message) ->
            recorder.record(object, type, reason, "Scheduling", message);
    WorkQueue<Task> queue = new WorkQueue<>("scheduler");
    this.triggers = new Triggers(config, queue, decider);
    for (WorkloadKind kind : PropagatedKinds.ALL) {
      Informer informer = informer(federationClient, resource(kind));
      kinds.put(kind.kind(), new PropagatedObjects(kind, informer.lister()));
      informer.addHandler(triggers.objects(kind));
    }
    this.placementInformer = informer(federationClient, ApiResources.PLACEMENTS);
    Placements placements = new Placements(placementInformer.lister());
    placementInformer.addHandler(triggers.placements(placements));
    informer(federationClient, ApiResources.CLUSTERS).addHandler(triggers.clusters());
    List<PropagatedObjects> propagated = List.copyOf(kinds.values());
    informer(federationClient, ApiResources.PROPAGATION_POLICIES)
        .addHandler(triggers.policies(propagated));
    informer(federationClient, ApiResources.CLUSTER_PROPAGATION_POLICIES)
        .addHandler(triggers.policies(propagated));
    informer(federationClient, ApiResources.PRIORITY_CLASSES)
        .addHandler(triggers.priorityClasses(propagated));
    PlacementReconciler reconciler =
        new PlacementReconciler(
            kinds, placements, decider, new PlacementWriter(federationClient), triggers, events);
    this.controller = new Controller<>("scheduler", queue, reconciler, config.workers());
  }

  private Informer informer(ApiClient client, ApiResource resource) {
    Informer informer = new Informer(client, resource, InformerOptions.ALL);
    informers.add(informer);
    return informer;
  }

  private static ApiResource resource(WorkloadKind kind) {
    return ApiResource.namespaced(kind.kind(), kind.resource().resource());
  }

  /// Reads the federation, and decides from then on. Returns when everything is read; nothing is
  /// decided on half of it.
  ///
  /// @return whether all was read within that time; if not, nothing is running
  @Override
  public boolean start(Duration timeout) throws InterruptedException {
    informers.forEach(Informer::start);
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Informer informer : informers) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!informer.awaitSynced(left)) {
        log.warn("{} could not be read within {}", informer.resource(), timeout);
        close();
        return false;
      }
    }
    placementInformer.lister().list().forEach(this::takeOver);
    controller.start();
    return true;
  }

  private void takeOver(ApiObject placement) {
    ObjectRef ref = Placements.target(placement);
    PropagatedObjects objects = kinds.get(ref.kind());
    if (objects == null) {
      return;
    }
    objects
        .lister()
        .get(ref.key())
        .map(objects.kind()::workload)
        .ifPresent(w -> decider.takeOver(ref, w, Current.of(Optional.of(placement))));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  /// Why objects were looked at.
  public LookMetrics looks() {
    return triggers.metrics();
  }

  /// Pods that were given to a member and that its status does not show yet.
  public int reservedPods(String cluster) {
    return decider.reservedPods(cluster);
  }

  @Override
  public void close() {
    controller.close();
    informers.forEach(Informer::close);
    recorder.close();
  }
}
