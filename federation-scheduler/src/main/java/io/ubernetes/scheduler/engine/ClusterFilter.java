package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.ClusterSpec.Taint;
import java.util.List;
import java.util.Optional;

/// One reason for which a cluster may be left out. Messages are stable: they change only with what
/// they speak of, as a changed message is a changed decision, and that is written.
@FunctionalInterface
interface ClusterFilter {

  Verdict TAKES = new Verdict.Takes();

  /// All filters. The strictest verdict counts; of equals the first.
  List<ClusterFilter> ALL =
      List.of(
          ClusterFilter::membership,
          ClusterFilter::affinity,
          ClusterFilter::preferences,
          ClusterFilter::taints,
          ClusterFilter::health,
          ClusterFilter::servedApis);

  Verdict judge(MemberCluster cluster, Wish wish);

  static Verdict strictest(MemberCluster cluster, Wish wish) {
    Verdict strictest = TAKES;
    for (ClusterFilter filter : ALL) {
      switch (filter.judge(cluster, wish)) {
        case Verdict.Takes _ -> {}
        case Verdict.Keeps keeps -> strictest = strictest.equals(TAKES) ? keeps : strictest;
        case Verdict.Left left -> {
          return left;
        }
      }
    }
    return strictest;
  }

  private static Verdict membership(MemberCluster cluster, Wish wish) {
    return cluster.terminating()
        ? new Verdict.Left("Terminating", "the cluster is leaving the federation")
        : TAKES;
  }

  private static Verdict affinity(MemberCluster cluster, Wish wish) {
    Optional<String> objection = wish.clusters().objection(cluster.name(), cluster.labels());
    if (objection.isPresent()) {
      return new Verdict.Left("NotInPolicy", objection.get());
    }
    return wish.selector().matches(cluster.labels())
        ? TAKES
        : new Verdict.Left(
            "NotInPreferences", "its labels do not match the object's " + wish.selector());
  }

  private static Verdict preferences(MemberCluster cluster, Wish wish) {
    return Preferences.of(wish.division(), cluster.name()) == null
        ? new Verdict.Left(
            "NotInPreferences", "the preferences do not name the cluster and have no \"*\"")
        : TAKES;
  }

  /// As with nodes: NoExecute drives away, NoSchedule keeps away. Nothing tolerates a taint.
  private static Verdict taints(MemberCluster cluster, Wish wish) {
    Verdict verdict = TAKES;
    for (Taint taint : cluster.taints()) {
      String text = text(taint);
      if (taint.effect().equals("NoExecute")) {
        return new Verdict.Left("Tainted", "the cluster has the taint " + text);
      }
      if (taint.effect().equals("NoSchedule") && verdict.equals(TAKES)) {
        verdict =
            new Verdict.Keeps(
                "Tainted", "the cluster has the taint " + text + " and takes nothing new");
      }
    }
    return verdict;
  }

  private static String text(Taint taint) {
    String value = taint.value() == null || taint.value().isEmpty() ? "" : "=" + taint.value();
    return taint.key() + value + ":" + taint.effect();
  }

  private static Verdict health(MemberCluster cluster, Wish wish) {
    return switch (cluster.state()) {
      case READY -> TAKES;
      case UNREACHABLE ->
          new Verdict.Keeps("NotReady", "the cluster is not ready and takes nothing new");
      case SUSPECT ->
          new Verdict.Keeps(
              "NotReady",
              "the cluster is not ready, as are more than half of all, so nothing is moved");
      case LOST -> new Verdict.Left("NotReady", "the cluster has not been ready for too long");
    };
  }

  /// A group that is not served just now may be back with the next look, so nothing is moved away.
  private static Verdict servedApis(MemberCluster cluster, Wish wish) {
    String apiVersion = wish.workload().kind().apiVersion();
    return cluster.apiVersions().isEmpty() || cluster.apiVersions().contains(apiVersion)
        ? TAKES
        : new Verdict.Keeps("ApiNotServed", "the cluster does not serve " + apiVersion);
  }
}
