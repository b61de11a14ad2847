package io.ubernetes.scheduler.engine;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PropagationPolicySpec.ClusterPreference;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A cluster that may have replicas of the object, with the bounds that hold for it.
///
/// @param verdict `Takes` or `Keeps`
/// @param room how many replicas it could have in all
/// @param max its maxReplicas, or what it has where it keeps only that
/// @param order settles who is first among equals, as in Federation v1
record Candidate(
    String name,
    Verdict verdict,
    long room,
    long weight,
    int min,
    int max,
    Holding holding,
    int order) {

  private static final int FNV_OFFSET_BASIS = 0x811C9DC5;
  private static final int FNV_PRIME = 16777619;

  /// The heaviest first, then by the hash, so that not always the same cluster gets the odd
  /// replica.
  static final Comparator<Candidate> ORDER =
      Comparator.comparingLong(Candidate::weight)
          .reversed()
          .thenComparing(Candidate::order, Integer::compareUnsigned)
          .thenComparing(Candidate::name);

  static Candidate of(
      MemberCluster cluster,
      Verdict verdict,
      long fits,
      Holding holding,
      ClusterPreference preference,
      boolean weighted,
      NamespacedName object) {
    long counted = Math.min(FreeRoom.MAX_PODS, fits + holding.running());
    long weight = weighted ? orZero(preference.weight()) : counted;
    int max = preference.maxReplicas() == null ? Integer.MAX_VALUE : preference.maxReplicas();
    boolean keeps = verdict instanceof Verdict.Keeps;
    return new Candidate(
        cluster.name(),
        verdict,
        holding.overdue() ? counted : Math.max(counted, holding.assigned()),
        weight,
        preference.minReplicas() == null ? 0 : preference.minReplicas(),
        keeps ? Math.min(max, holding.assigned()) : max,
        holding,
        fnv1(cluster.name() + object));
  }

  private static long orZero(@Nullable Long weight) {
    return weight == null ? 0 : weight;
  }

  /// FNV-1 (multiply, then xor) in 32 bits.
  static int fnv1(String text) {
    int hash = FNV_OFFSET_BASIS;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * FNV_PRIME ^ (b & 0xFF);
    }
    return hash;
  }

  Division.Part part() {
    int keeps = holding.overdue() ? Math.min(holding.assigned(), max) : 0;
    return new Division.Part(weight, min, (int) Math.min(room, max), holding.assigned(), keeps);
  }

  /// Whether its room is what keeps it from having more than the given number.
  boolean isFullWith(int replicas) {
    return replicas >= room && room < max;
  }

  /// How many it could start beyond what it has been given already.
  long moreRoom() {
    return Math.max(0, room - holding.assigned());
  }
}
