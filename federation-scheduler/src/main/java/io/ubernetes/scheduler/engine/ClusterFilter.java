package io.ubernetes.scheduler.engine;

import java.time.Instant;

/// Judges a cluster by what it is, whatever the others are like: first what rules it out, in the
/// order in which people would ask, then the strictest of the rest. Messages are stable: they
/// change only with what they speak of, as a changed message is a changed decision, and that is
/// written.
final class ClusterFilter {

  private static final Verdict.Left TERMINATING =
      new Verdict.Left("Terminating", "the cluster is leaving the federation");
  private static final Verdict.Left NOT_PREFERRED =
      new Verdict.Left(
          "NotInPreferences", "the preferences do not name the cluster and have no \"*\"");
  private static final Verdict.Keeps UNREACHABLE =
      new Verdict.Keeps("NotReady", "the cluster is not ready and takes nothing new");
  private static final Verdict.Keeps SUSPECT =
      new Verdict.Keeps(
          "NotReady",
          "the cluster is not ready, as are more than half of all, so nothing is moved");
  private static final Verdict.Left LOST =
      new Verdict.Left("NotReady", "the cluster has not been ready for too long");

  private ClusterFilter() {}

  /// Of equally strict verdicts the first counts.
  static Verdict strictest(MemberCluster cluster, Wish wish, Instant now) {
    if (cluster.terminating()) {
      return TERMINATING;
    }
    Verdict.Left objection = wish.rules().clusters().objection(cluster);
    if (objection != null) {
      return objection;
    }
    if (!wish.selector().isEmpty() && !wish.selector().matches(cluster.labels())) {
      return new Verdict.Left(
          "NotInPreferences", "its labels do not match the object's " + wish.selector());
    }
    if (wish.preference(cluster.name()) == null) {
      return NOT_PREFERRED;
    }
    return taints(cluster, wish, now).and(health(cluster)).and(servedApis(cluster, wish));
  }

  private static Verdict taints(MemberCluster cluster, Wish wish, Instant now) {
    return cluster.taints().isEmpty()
        ? Verdict.Takes.REPLICAS
        : wish.rules().tolerations().judge(cluster, now);
  }

  private static Verdict health(MemberCluster cluster) {
    return switch (cluster.state()) {
      case READY, RETURNED -> Verdict.Takes.REPLICAS;
      case UNREACHABLE -> UNREACHABLE;
      case SUSPECT -> SUSPECT;
      case LOST -> LOST;
    };
  }

  /// A group that is not served just now may be back with the next look, so nothing is moved away.
  private static Verdict servedApis(MemberCluster cluster, Wish wish) {
    String apiVersion = wish.apiVersion();
    return cluster.apiVersions().isEmpty() || cluster.apiVersions().contains(apiVersion)
        ? Verdict.Takes.REPLICAS
        : new Verdict.Keeps("ApiNotServed", "the cluster does not serve " + apiVersion);
  }
}
