package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerHealth;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the members hold of the federation: one informer for each member and propagated kind, which
/// sees the marked objects only. Thread-safe.
public final class MemberParts implements MemberListener {

  private static final InformerOptions MARKED =
      InformerOptions.ALL.withLabelSelector(Federation.MANAGED_LABEL + "=true");

  /// A watch ends now and then and is opened again; what it told is believed meanwhile.
  private static final Duration GRACE = Duration.ofSeconds(30);

  /// Whoever waits for the first list of a member waits as long as there is the member.
  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final Informer clusters;
  private final Ownership ownership;
  private final InstantSource clock;
  private final Map<Place, Informer> informers = new ConcurrentHashMap<>();
  private final Map<Member, List<Thread>> waiting = new ConcurrentHashMap<>();
  private final Map<Placed, Set<String>> holders = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  private record Place(String cluster, ApiResource resource) {}

  /// @param clusters the informer of Clusters
  public MemberParts(Informer clusters, Ownership ownership, InstantSource clock) {
    this.clusters = clusters;
    this.ownership = ownership;
    this.clock = clock;
  }

  /// Is told of what happens in members. Must be quick.
  public interface Listener {
    /// A part has come, gone, or changed.
    void onPart(String cluster, Placed placed, Extent extent);

    /// All parts of a resource in a cluster have been read.
    void onRead(String cluster, ApiResource resource);
  }

  /// How much of a part has changed.
  public enum Extent {
    STATUS_ONLY,
    ALL
  }

  /// How far a member's parts are known.
  public sealed interface Knowledge {
    /// They are as they are shown.
    record Current(Instant asOf) implements Knowledge {}

    /// They have not been read yet, and nothing says that they cannot be.
    record Pending() implements Knowledge {}

    /// They were so when they were seen last, which may never have been (empty).
    record Stale(Optional<Instant> asOf) implements Knowledge {}

    /// There is no such member.
    record NoMember() implements Knowledge {}
  }

  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void onMemberAdded(Member member) {
    waiting.put(
        member, Resources.PROPAGATED.stream().map(resource -> follow(member, resource)).toList());
  }

  private Thread follow(Member member, ApiResource resource) {
    Informer informer = member.informer("parts/" + resource.plural(), resource, MARKED);
    informers.put(new Place(member.cluster(), resource), informer);
    informer.addHandler(new Teller(member.cluster(), resource));
    return Thread.ofVirtual()
        .name("first-read-" + member.cluster())
        .start(() -> tellWhenRead(member.cluster(), informer));
  }

  private void tellWhenRead(String cluster, Informer informer) {
    try {
      if (informer.awaitSynced(FOREVER)) {
        listeners.forEach(listener -> listener.onRead(cluster, informer.resource()));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt(); // the member is gone: nobody waits for it any more
    }
  }

  @Override
  public void onMemberRemoved(Member member) {
    List<Thread> threads = waiting.remove(member);
    if (threads != null) {
      threads.forEach(Thread::interrupt);
    }
    for (ApiResource resource : Resources.PROPAGATED) {
      informers.remove(new Place(member.cluster(), resource));
    }
    holders.keySet().forEach(placed -> noteGone(member.cluster(), placed));
  }

  /// The federation's own part that a cluster holds, as far as is known.
  public Optional<ApiObject> part(String cluster, Placed placed) {
    Informer informer = informers.get(new Place(cluster, placed.resource()));
    return informer == null
        ? Optional.empty()
        : informer.lister().get(placed.key()).filter(ownership::owns);
  }

  /// Every cluster that shall hold a part, holds one, or was said to. A decision may change before
  /// the status has told what became of the last one, so these two alone do not know all.
  public SortedSet<String> clusters(Target target) {
    SortedSet<String> clusters = target.clusters();
    clusters.addAll(holders.getOrDefault(target.placed(), Set.of()));
    return clusters;
  }

  /// A part is held from the moment at which it was written, not only when it is seen.
  void noteHeld(String cluster, Placed placed) {
    holders.compute(
        placed,
        (p, known) -> {
          Set<String> now = known == null ? ConcurrentHashMap.newKeySet() : known;
          now.add(cluster);
          return now;
        });
  }

  /// Nothing of it is placed any more; what was never seen in the cluster is not there.
  void forget(String cluster, Placed placed) {
    if (part(cluster, placed).isEmpty()) {
      noteGone(cluster, placed);
    }
  }

  private void noteGone(String cluster, Placed placed) {
    holders.computeIfPresent(
        placed,
        (p, known) -> {
          known.remove(cluster);
          return known.isEmpty() ? null : known;
        });
  }

  /// All of the federation's own parts in a cluster.
  List<ApiObject> parts(String cluster, ApiResource resource) {
    Informer informer = informers.get(new Place(cluster, resource));
    return informer == null
        ? List.of()
        : informer.lister().list().stream().filter(ownership::owns).toList();
  }

  /// Whether all parts of the resource in the cluster were read once.
  boolean isRead(String cluster, ApiResource resource) {
    Informer informer = informers.get(new Place(cluster, resource));
    return informer != null && informer.hasSynced();
  }

  /// How far what is shown of a cluster can be believed. A member that is called not ready is not
  /// believed even where a watch still seems to be open: a dead one looks like that for a while.
  public Knowledge knowledge(String cluster, ApiResource resource) {
    Optional<ApiObject> object = clusters.lister().get(NamespacedName.clusterScoped(cluster));
    if (object.isEmpty()) {
      return new Knowledge.NoMember();
    }
    Informer informer = informers.get(new Place(cluster, resource));
    Optional<InformerHealth> health =
        Optional.ofNullable(informer).map(Informer::health).filter(InformerHealth::synced);
    if (isNotReady(object.get())) {
      return new Knowledge.Stale(health.map(InformerHealth::lastSeen));
    }
    if (health.isEmpty()) {
      return new Knowledge.Pending();
    }
    Instant seen = health.get().lastSeen();
    boolean believed = health.get().watching() || clock.instant().isBefore(seen.plus(GRACE));
    return believed ? new Knowledge.Current(seen) : new Knowledge.Stale(Optional.of(seen));
  }

  /// Whether the numbers of a part can be counted on now.
  boolean isCurrent(String cluster, ApiResource resource) {
    return knowledge(cluster, resource) instanceof Knowledge.Current;
  }

  public static boolean isNotReady(ApiObject cluster) {
    for (Condition condition : Federation.status(cluster, ClusterStatus.class).conditions()) {
      if (condition.type().equals(ClusterStatus.READY)) {
        return condition.status().equals("False");
      }
    }
    return false;
  }

  private final class Teller implements ChangeHandler {
    private final String cluster;
    private final ApiResource resource;

    Teller(String cluster, ApiResource resource) {
      this.cluster = cluster;
      this.resource = resource;
    }

    @Override
    public void onAdd(ApiObject part) {
      if (ownership.owns(part)) {
        noteHeld(cluster, Placed.of(resource, part));
      }
      tell(part, Extent.ALL);
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      tell(after, Changes.isStatusOnly(before, after) ? Extent.STATUS_ONLY : Extent.ALL);
    }

    @Override
    public void onDelete(ApiObject last) {
      noteGone(cluster, Placed.of(resource, last));
      tell(last, Extent.ALL);
    }

    private void tell(ApiObject part, Extent extent) {
      Placed placed = Placed.of(resource, part);
      listeners.forEach(listener -> listener.onPart(cluster, placed, extent));
    }
  }
}
