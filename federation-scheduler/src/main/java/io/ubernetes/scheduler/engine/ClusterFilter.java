package io.ubernetes.scheduler.engine;

import java.time.Instant;
import java.util.List;

/// One reason for which a cluster may be left out whatever the others are like. Messages are
/// stable: they change only with what they speak of, as a changed message is a changed decision,
/// and that is written.
@FunctionalInterface
interface ClusterFilter {

  /// All filters. The strictest verdict counts; of equals the first.
  List<ClusterFilter> ALL =
      List.of(
          ClusterFilter::membership,
          ClusterFilter::affinity,
          ClusterFilter::preferences,
          ClusterFilter::taints,
          ClusterFilter::health,
          ClusterFilter::servedApis);

  Verdict.Left TERMINATING =
      new Verdict.Left("Terminating", "the cluster is leaving the federation");
  Verdict.Left NOT_PREFERRED =
      new Verdict.Left(
          "NotInPreferences", "the preferences do not name the cluster and have no \"*\"");
  Verdict.Keeps UNREACHABLE =
      new Verdict.Keeps("NotReady", "the cluster is not ready and takes nothing new");
  Verdict.Keeps SUSPECT =
      new Verdict.Keeps(
          "NotReady",
          "the cluster is not ready, as are more than half of all, so nothing is moved");
  Verdict.Left LOST = new Verdict.Left("NotReady", "the cluster has not been ready for too long");

  Verdict judge(MemberCluster cluster, Wish wish, Instant now);

  static Verdict strictest(MemberCluster cluster, Wish wish, Instant now) {
    Verdict strictest = Verdict.Takes.REPLICAS;
    for (ClusterFilter filter : ALL) {
      strictest = strictest.and(filter.judge(cluster, wish, now));
      if (strictest instanceof Verdict.Left) {
        break;
      }
    }
    return strictest;
  }

  private static Verdict membership(MemberCluster cluster, Wish wish, Instant now) {
    return cluster.terminating() ? TERMINATING : Verdict.Takes.REPLICAS;
  }

  private static Verdict affinity(MemberCluster cluster, Wish wish, Instant now) {
    Verdict.Left objection = wish.rules().clusters().objection(cluster);
    if (objection != null) {
      return objection;
    }
    return wish.selector().isEmpty() || wish.selector().matches(cluster.labels())
        ? Verdict.Takes.REPLICAS
        : new Verdict.Left(
            "NotInPreferences", "its labels do not match the object's " + wish.selector());
  }

  private static Verdict preferences(MemberCluster cluster, Wish wish, Instant now) {
    return wish.preference(cluster.name()) == null ? NOT_PREFERRED : Verdict.Takes.REPLICAS;
  }

  private static Verdict taints(MemberCluster cluster, Wish wish, Instant now) {
    return cluster.taints().isEmpty()
        ? Verdict.Takes.REPLICAS
        : wish.rules().tolerations().judge(cluster, now);
  }

  private static Verdict health(MemberCluster cluster, Wish wish, Instant now) {
    return switch (cluster.state()) {
      case READY, RETURNED -> Verdict.Takes.REPLICAS;
      case UNREACHABLE -> UNREACHABLE;
      case SUSPECT -> SUSPECT;
      case LOST -> LOST;
    };
  }

  /// A group that is not served just now may be back with the next look, so nothing is moved away.
  private static Verdict servedApis(MemberCluster cluster, Wish wish, Instant now) {
    String apiVersion = wish.apiVersion();
    return cluster.apiVersions().isEmpty() || cluster.apiVersions().contains(apiVersion)
        ? Verdict.Takes.REPLICAS
        : new Verdict.Keeps("ApiNotServed", "the cluster does not serve " + apiVersion);
  }
}
