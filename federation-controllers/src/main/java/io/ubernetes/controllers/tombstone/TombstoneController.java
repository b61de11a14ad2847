package io.ubernetes.controllers.tombstone;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberControllers;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries tombstones out, one at a time; see the package. Thread-safe; started once.
public final class TombstoneController implements MemberListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TombstoneController.class);

  private static final int WORKERS_PER_MEMBER = 2;

  /// How often it is looked whether a member answers again; the look costs nothing.
  private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(2);

  private final Tombstones tombstones;
  private final MemberRegistry members;
  private final Ownership ownership;
  private final Predicate<Tombstone> wantedAgain;
  private final MemberControllers<String> carriers;
  private final Controller<String> departed;

  /// @param wantedAgain whether what a tombstone names has a new reason to be in the member
  public TombstoneController(
      Tombstones tombstones,
      MemberRegistry members,
      Ownership ownership,
      Predicate<Tombstone> wantedAgain) {
    this.tombstones = tombstones;
    this.members = members;
    this.ownership = ownership;
    this.wantedAgain = wantedAgain;
    this.carriers = new MemberControllers<>("tombstone", WORKERS_PER_MEMBER, this::carryOut);
    this.departed = new Controller<>("departed", new WorkQueue<>("departed"), this::drop, 1);
  }

  public void start() {
    members.addListener(carriers);
    members.addListener(this);
    departed.start();
    tombstones.informer().addHandler(ChangeHandler.calling(this::onTombstone));
    Informer clusters = members.clusters();
    clusters.addHandler(ChangeHandler.enqueue(departed.queue(), ApiObject::name));
  }

  public Map<String, ControllerMetrics> metrics() {
    return carriers.metrics();
  }

  @Override
  public void close() {
    carriers.close();
    departed.close();
  }

  @Override
  public void onMemberAdded(Member member) {
    tombstones.names(member.cluster()).forEach(name -> carriers.add(member.cluster(), name));
  }

  @Override
  public void onMemberRemoved(Member member) {}

  private void onTombstone(ApiObject object) {
    String cluster = Tombstones.clusterOf(object);
    carriers.add(cluster, object.name());
    if (!isMember(cluster)) {
      departed.queue().add(cluster);
    }
  }

  private boolean isMember(String cluster) {
    return members.clusters().lister().get(NamespacedName.clusterScoped(cluster)).isPresent();
  }

  private Result carryOut(Member member, String name) {
    Optional<Tombstone> found = tombstones.get(name);
    if (found.isEmpty()) {
      return Result.DONE;
    }
    if (!member.isReachable()) {
      return Result.requeueAfter(UNTIL_NEXT_LOOK);
    }
    if (!wantedAgain.test(found.get())) {
      letGo(member, found.get());
    }
    tombstones.remove(name);
    return Result.DONE;
  }

  private void letGo(Member member, Tombstone tombstone) {
    Optional<ApiObject> live = member.client().get(tombstone.resource(), tombstone.key());
    if (live.isEmpty() || !ownership.ownsFor(live.get(), tombstone.sourceUid())) {
      return;
    }
    log.info(
        "{}: {} {} {}, as was decided",
        member.cluster(),
        tombstone.action(),
        tombstone.resource().plural(),
        tombstone.key());
    switch (tombstone.action()) {
      case DELETE ->
          member.client().delete(tombstone.resource(), tombstone.key(), Ownership.just(live.get()));
      case RELEASE ->
          member
              .client()
              .patch(tombstone.resource(), tombstone.key(), Ownership.withoutMarks(live.get()));
    }
  }

  /// Nobody will ever carry out what waits for a cluster that is no member any more.
  private Result drop(String cluster) {
    if (!isMember(cluster)) {
      tombstones.names(cluster).forEach(tombstones::remove);
    }
    return Result.DONE;
  }
}
