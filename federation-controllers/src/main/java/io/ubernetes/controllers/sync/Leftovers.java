package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.tombstone.Tombstones;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.member.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Parts without a Placement: a member was away, or not a member, when their object was deleted.
///
/// One is removed only when the federation's API server itself says that neither the Placement nor
/// the object exists. And when most of a member's parts seem to have lost their objects at once,
/// the federation suspects itself (a store that was lost or restored, not users who delete one
/// object after the other) and nothing is removed until somebody allows it by the annotation
/// [#ALLOW] on the Cluster. Thread-safe.
public final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  /// Annotation of a Cluster: leftovers there may be removed, however many they are.
  public static final String ALLOW = Federation.GROUP + "/allow-mass-deletion";

  /// So few are never a mass.
  private static final int FEW = 10;

  private static final Duration COUNT_IS_GOOD_FOR = Duration.ofSeconds(1);
  private static final Duration UNTIL_CACHES_AGREE = Duration.ofSeconds(1);
  private static final Duration WHILE_HELD = Duration.ofSeconds(10);

  private final ApiClient federationClient;
  private final Placements placements;
  private final MemberParts parts;
  private final Tombstones tombstones;
  private final Clusters clusters;
  private final InstantSource clock;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  private record Count(int all, int leftover, Instant at) {
    boolean isMass() {
      return leftover > FEW && 2 * leftover > all;
    }
  }

  /// What is known of, and told about, a Cluster.
  public interface Clusters {
    boolean allowsMassDeletion(String cluster);

    void massDeletionHeld(String cluster, String message);
  }

  public Leftovers(
      ApiClient federationClient,
      Placements placements,
      MemberParts parts,
      Tombstones tombstones,
      Clusters clusters,
      InstantSource clock) {
    this.federationClient = federationClient;
    this.placements = placements;
    this.parts = parts;
    this.tombstones = tombstones;
    this.clusters = clusters;
    this.clock = clock;
  }

  /// Looks at a part (if there is one) for which no Placement is known.
  Result reconcile(Member member, Placed placed) {
    String cluster = member.cluster();
    Optional<ApiObject> part = parts.part(cluster, placed);
    if (part.isEmpty()
        || part.get().isTerminating()
        || tombstones.has(cluster, Ownership.sourceUid(part.get()))) {
      return Result.DONE;
    }
    if (federationClient.get(Resources.PLACEMENTS, placed.placementKey()).isPresent()) {
      return Result.requeueAfter(UNTIL_CACHES_AGREE);
    }
    if (federationClient.get(placed.resource(), placed.key()).isPresent()) {
      return Result.DONE; // not decided on yet; the decision brings us back
    }
    Count count = count(cluster, placed.resource());
    if (count.isMass() && !clusters.allowsMassDeletion(cluster)) {
      clusters.massDeletionHeld(
          cluster,
          "%d of %d %s have lost their objects in the federation; none is removed until the"
                  .formatted(count.leftover(), count.all(), placed.resource().plural())
              + " annotation "
              + ALLOW
              + "=true allows it");
      return Result.requeueAfter(WHILE_HELD);
    }
    log.info("{}: removing {}, whose object is gone", cluster, placed);
    member.client().delete(placed.resource(), placed.key(), Ownership.just(part.get()));
    return Result.DONE;
  }

  /// Why nothing is removed in a cluster; empty when nothing is held back.
  public Optional<String> held(String cluster) {
    boolean held =
        Resources.PROPAGATED.stream().anyMatch(resource -> count(cluster, resource).isMass())
            && !clusters.allowsMassDeletion(cluster);
    return held ? Optional.of("most parts have lost their objects") : Optional.empty();
  }

  private Count count(String cluster, ApiResource resource) {
    String key = cluster + "/" + resource.plural();
    Instant now = clock.instant();
    return counts.compute(
        key,
        (k, known) ->
            known != null && now.isBefore(known.at().plus(COUNT_IS_GOOD_FOR))
                ? known
                : countNow(cluster, resource, now));
  }

  private Count countNow(String cluster, ApiResource resource, Instant now) {
    int all = 0;
    int leftover = 0;
    for (ApiObject part : parts.parts(cluster, resource)) {
      all++;
      boolean decided =
          placements.of(Placed.of(resource, part)).isPresent()
              || tombstones.has(cluster, Ownership.sourceUid(part));
      leftover += decided ? 0 : 1;
    }
    return new Count(all, leftover, now);
  }
}
