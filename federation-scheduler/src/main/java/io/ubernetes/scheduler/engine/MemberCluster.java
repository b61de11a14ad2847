package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A member as the engine sees it. Immutable. No record, since it keeps the hash of its name, which
/// every decision needs.
public final class MemberCluster {

  private final String name;
  private final int nameHash;
  private final Map<String, String> labels;
  private final Place place;
  private final List<ClusterSpec.Taint> taints;
  private final boolean terminating;
  private final ClusterState state;
  private final FreeRoom freeRoom;
  private final Set<String> apiVersions;

  /// @param terminating whether it is being removed from the federation
  /// @param freeRoom what it has free, without what was promised to other objects
  /// @param apiVersions what it serves, such as `apps/v1`; empty when that is not known
  public MemberCluster(
      String name,
      Map<String, String> labels,
      Place place,
      List<ClusterSpec.Taint> taints,
      boolean terminating,
      ClusterState state,
      FreeRoom freeRoom,
      Set<String> apiVersions) {
    this.name = name;
    this.nameHash = Candidate.fnv1(name);
    this.labels = Map.copyOf(labels);
    this.place = place;
    this.taints = List.copyOf(taints);
    this.terminating = terminating;
    this.state = state;
    this.freeRoom = freeRoom;
    this.apiVersions = Set.copyOf(apiVersions);
  }

  private MemberCluster(MemberCluster like, ClusterState state, FreeRoom freeRoom) {
    this.name = like.name;
    this.nameHash = like.nameHash;
    this.labels = like.labels;
    this.place = like.place;
    this.taints = like.taints;
    this.terminating = like.terminating;
    this.state = state;
    this.freeRoom = freeRoom;
    this.apiVersions = like.apiVersions;
  }

  /// Who runs it and where. Few such texts differ, and of equal ones only one is kept, so that most
  /// comparisons need not look at the text.
  public record Place(@Nullable String provider, @Nullable String region, @Nullable String zone) {
    public static final Place UNKNOWN = new Place(null, null, null);

    public Place {
      provider = onlyOne(provider);
      region = onlyOne(region);
      zone = onlyOne(zone);
    }

    private static @Nullable String onlyOne(@Nullable String text) {
      return text == null ? null : text.intern();
    }
  }

  /// @throws IllegalArgumentException when its status has a text that is no quantity
  public static MemberCluster of(ApiObject cluster, ClusterState state) {
    ClusterSpec spec = Federation.spec(cluster, ClusterSpec.class);
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        new Place(spec.provider(), spec.region(), spec.zone()),
        spec.taints(),
        cluster.isTerminating(),
        state,
        FreeRoom.of(status),
        Set.copyOf(status.apiVersions()));
  }

  public MemberCluster withState(ClusterState changed) {
    return changed == state ? this : new MemberCluster(this, changed, freeRoom);
  }

  public MemberCluster withFreeRoom(FreeRoom changed) {
    return new MemberCluster(this, state, changed);
  }

  public String name() {
    return name;
  }

  /// See [Candidate#fnv1].
  int nameHash() {
    return nameHash;
  }

  public Map<String, String> labels() {
    return labels;
  }

  public Place place() {
    return place;
  }

  public List<ClusterSpec.Taint> taints() {
    return taints;
  }

  public boolean terminating() {
    return terminating;
  }

  public ClusterState state() {
    return state;
  }

  public FreeRoom freeRoom() {
    return freeRoom;
  }

  public Set<String> apiVersions() {
    return apiVersions;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemberCluster that
        && name.equals(that.name)
        && labels.equals(that.labels)
        && place.equals(that.place)
        && taints.equals(that.taints)
        && terminating == that.terminating
        && state == that.state
        && freeRoom.equals(that.freeRoom)
        && apiVersions.equals(that.apiVersions);
  }

  @Override
  public int hashCode() {
    return nameHash;
  }

  @Override
  public String toString() {
    return "%s (%s, %s)".formatted(name, state, place);
  }
}
