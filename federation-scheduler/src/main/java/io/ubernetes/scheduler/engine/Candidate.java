package io.ubernetes.scheduler.engine;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cluster in one decision: what it has and could have of the object, and what the steps of the
/// decision make of it. Mutable; owned by the decision that made it.
final class Candidate {

  private static final int FNV_OFFSET_BASIS = 0x811C9DC5;
  private static final int FNV_PRIME = 16777619;

  /// Its place among all clusters of the decision.
  final int index;

  final MemberCluster cluster;
  final Holding holding;

  /// Whether the object is there now, with whatever replicas.
  final boolean held;

  /// Settles who is first among equals, as in Federation v1, so that not always the same cluster
  /// gets the odd replica. Compared as unsigned; 0 for one that is left out anyhow.
  final int order;

  private Verdict verdict;
  private boolean goesBack;
  private @Nullable Map<String, Long> score;
  private long scoreSum;

  private ClusterPreference preference = ClusterPreference.NONE;
  private long counted;
  private long room;
  private long vacated;
  private long weight;

  private List<Eviction> displaced = List.of();
  private int given;
  private @Nullable Integer ordinalsStart;
  private @Nullable Integer completions;

  Candidate(
      int index,
      MemberCluster cluster,
      Holding holding,
      boolean held,
      Verdict verdict,
      byte[] objectKey) {
    this.index = index;
    this.cluster = cluster;
    this.holding = holding;
    this.held = held;
    this.verdict = verdict;
    this.order = isOpen() ? fnv1(cluster.nameHash(), objectKey) : 0;
  }

  /// The part of the hash that is the object's.
  static byte[] hashed(NamespacedName object) {
    return object.toString().getBytes(StandardCharsets.UTF_8);
  }

  String name() {
    return cluster.name();
  }

  Verdict verdict() {
    return verdict;
  }

  /// Whether it may have replicas, be it only those that it has.
  boolean isOpen() {
    return !(verdict instanceof Verdict.Left);
  }

  boolean takes() {
    return verdict instanceof Verdict.Takes;
  }

  /// Judges it more strictly than before.
  void judge(Verdict stricter) {
    verdict = verdict.and(stricter);
  }

  /// Keeps it out of what is new; what it has leaves as `rebalance` says.
  void turnAway(Rebalance rebalance, String reason, String message) {
    if (!held) {
      judge(new Verdict.Left(reason, message));
    } else if (rebalance == Rebalance.NEVER) {
      judge(new Verdict.Keeps(reason, message));
    } else {
      judge(new Verdict.Yields(reason, message));
    }
  }

  /// What it has goes back to an earlier group of clusters, as fast as that is allowed.
  void sendBack() {
    goesBack = true;
  }

  boolean goesBack() {
    return goesBack;
  }

  /// Makes it better, or with less than 0 worse, than others.
  void score(String part, long points) {
    if (points != 0) {
      if (score == null) {
        score = new LinkedHashMap<>();
      }
      score.merge(part, points, Long::sum);
      scoreSum += points;
    }
  }

  Map<String, Long> score() {
    return score == null ? Map.of() : score;
  }

  long scoreSum() {
    return scoreSum;
  }

  /// Counts what it could have.
  ///
  /// @param fits how many more pods its nodes have room for
  void measure(Wish wish, ClusterPreference wished, long fits) {
    preference = wished;
    counted = Math.min(FreeRoom.MAX_PODS, fits + holding.running());
    room = isOverdue(wish) ? counted : Math.max(counted, holding.assigned());
    weight = wish.strategy().weight(wished, counted);
  }

  /// Others could make way for so many more.
  void vacate(Wish wish, long pods) {
    vacated = pods;
    weight = wish.strategy().weight(preference, counted + pods);
  }

  /// Whether what it was given and cannot start is to go elsewhere.
  boolean isOverdue(Wish wish) {
    return holding.overdue() && wish.rules().rebalance() != Rebalance.NEVER;
  }

  /// How many replicas it could have in all.
  long room() {
    return room;
  }

  long weight() {
    return weight;
  }

  int least() {
    return preference.least();
  }

  /// Its maxReplicas, or what it has where it keeps only that.
  int most() {
    return verdict instanceof Verdict.Keeps
        ? Math.min(preference.most(), holding.assigned())
        : preference.most();
  }

  /// The most it can be given. Who makes way does so for what was given before and has no room,
  /// too.
  int ceiling() {
    return capped(Math.max(room, counted + vacated));
  }

  /// The most it can be given if nobody makes way.
  int ownCeiling() {
    return capped(room);
  }

  private int capped(long replicas) {
    return verdict instanceof Verdict.Yields ? 0 : (int) Math.min(replicas, most());
  }

  /// How many of those that it is given have no room unless others make way.
  int lacking(int replicas) {
    return (int) Math.max(0, replicas - counted);
  }

  /// How many of those that it has it may keep beyond the ceiling, or without a weight because all
  /// of its room is promised to others by now, if they find no other place.
  int keeps(Wish wish) {
    boolean yields = verdict instanceof Verdict.Yields;
    boolean weightless = weight == 0 && wish.strategy().weight(preference, 1) > 0;
    return yields || weightless || isOverdue(wish) ? Math.min(holding.assigned(), most()) : 0;
  }

  /// These make way for it here.
  void displace(List<Eviction> others) {
    displaced = List.copyOf(others);
  }

  List<Eviction> displaced() {
    return displaced;
  }

  void give(int replicas) {
    given = replicas;
  }

  void startAt(int ordinal) {
    ordinalsStart = ordinal;
  }

  @Nullable Integer ordinalsStart() {
    return ordinalsStart;
  }

  void complete(int share) {
    completions = share;
  }

  @Nullable Integer completions() {
    return completions;
  }

  int given() {
    return given;
  }

  /// Whether its room is what keeps it from having more than it was given.
  boolean isFull() {
    return given >= room && room < most();
  }

  /// How many it could start beyond what it has been given before.
  long moreRoom() {
    return Math.max(0, room - holding.assigned());
  }

  /// FNV-1 (multiply, then xor) in 32 bits.
  static int fnv1(String text) {
    return fnv1(FNV_OFFSET_BASIS, text.getBytes(StandardCharsets.UTF_8));
  }

  private static int fnv1(int hash, byte[] bytes) {
    for (byte b : bytes) {
      hash = hash * FNV_PRIME ^ (b & 0xFF);
    }
    return hash;
  }
}
