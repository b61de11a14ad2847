package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Clusters of which each has a value of two labels that have nothing to do with each other, and a
/// hard rule on each label.
record CrossingFleet(List<Member> members, Rule a, Rule b, int asked, String strategy) {

  /// A hard rule; a bound of 0 on the groups is none.
  record Rule(String key, int maxSkew, int minGroups, int maxGroups) {

    Rule(String key, int maxSkew) {
      this(key, maxSkew, 0, 0);
    }

    String json() {
      return "{'topologyKey': '%s', 'maxSkew': %d%s%s}"
          .formatted(
              key,
              maxSkew,
              minGroups > 0 ? ", 'minGroups': " + minGroups : "",
              maxGroups > 0 ? ", 'maxGroups': " + maxGroups : "");
    }
  }

  /// A cluster, by the number of its value of each of the two labels.
  record Member(int room, int a, int b, int least, int most) {

    Member(int room, int a, int b) {
      this(room, a, b, 0, Integer.MAX_VALUE);
    }

    boolean isBounded() {
      return least > 0 || most < Integer.MAX_VALUE;
    }

    String group(Rule rule) {
      return rule.key + (rule.key.equals("a") ? a : b);
    }
  }

  PlacementSpec decide(Map<String, Integer> held) {
    return decide(held, clusters());
  }

  PlacementSpec decide(Map<String, Integer> held, List<MemberCluster> clusters) {
    Map<String, Holding> holdings = new HashMap<>();
    held.forEach((cluster, n) -> holdings.put(cluster, new Holding(n, 0, false)));
    return Given.decide(Given.web(asked), Given.bound(spec()), clusters, holdings);
  }

  private String spec() {
    List<String> bounds = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).isBounded()) {
        bounds.add(
            "'c%d': {'minReplicas': %d, 'maxReplicas': %d}"
                .formatted(i, members.get(i).least, members.get(i).most));
      }
    }
    return "'spreadConstraints': [%s, %s], 'replicas': {'strategy': '%s'%s}"
        .formatted(
            a.json(),
            b.json(),
            strategy,
            bounds.isEmpty() ? "" : ", 'clusters': {" + String.join(", ", bounds) + "}");
  }

  List<MemberCluster> clusters() {
    List<MemberCluster> clusters = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      clusters.add(
          new MemberCluster(
              "c" + i,
              Map.of("a", member.group(a), "b", member.group(b)),
              MemberCluster.Place.UNKNOWN,
              List.of(),
              false,
              ClusterState.READY,
              Given.room(member.room),
              Set.of("v1", "apps/v1")));
    }
    return clusters;
  }

  /// The most that any division could place, by trying all.
  int most(int[] given, int from, int sum) {
    if (from == given.length) {
      return isAllowed(given) ? sum : 0;
    }
    int most = 0;
    for (int n = 0; n <= most(from) && sum + n <= asked; n++) {
      given[from] = n;
      most = Math.max(most, most(given, from + 1, sum + n));
    }
    given[from] = 0;
    return most;
  }

  /// Whether no ceiling and no rule is broken, and no more is given than asked.
  boolean isAllowed(int[] given) {
    for (int i = 0; i < given.length; i++) {
      if (given[i] > most(i)) {
        return false;
      }
    }
    return Arrays.stream(given).sum() <= asked && isAllowed(given, a) && isAllowed(given, b);
  }

  private boolean isAllowed(int[] given, Rule rule) {
    Map<String, Integer> sums = new HashMap<>();
    for (int i = 0; i < given.length; i++) {
      sums.merge(members.get(i).group(rule), given[i], Integer::sum);
    }
    int least = Collections.min(sums.values());
    long used = sums.values().stream().filter(n -> n > 0).count();
    return Collections.max(sums.values()) - least <= rule.maxSkew
        && used >= Math.min(rule.minGroups, asked);
  }

  int most(int member) {
    return Math.min(members.get(member).room, members.get(member).most);
  }

  /// What each cluster has, by its number.
  int[] given(Map<String, Integer> replicas) {
    int[] given = new int[members.size()];
    replicas.forEach((cluster, n) -> given[index(cluster)] = n);
    return given;
  }

  CrossingFleet asking(int replicas) {
    return new CrossingFleet(members, a, b, replicas, strategy);
  }

  static int index(String cluster) {
    return Integer.parseInt(cluster.substring(1));
  }

  Map<String, Integer> held(List<Integer> counts) {
    Map<String, Integer> held = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      int n = Math.min(counts.get(i), most(i));
      if (n > 0) {
        held.put("c" + i, n);
      }
    }
    return held;
  }

  /// What the groups have of which clusters may be used.
  Map<String, Integer> sums(Rule rule, PlacementSpec spec) {
    Map<String, Integer> given = Given.replicas(spec);
    Map<String, Integer> sums = new TreeMap<>();
    for (ClusterDecision decision : spec.decisions()) {
      if (!decision.reason().equals("SpreadConstraint")) {
        String group = members.get(index(decision.cluster())).group(rule);
        sums.merge(group, given.getOrDefault(decision.cluster(), 0), Integer::sum);
      }
    }
    return sums;
  }

  Map<String, Integer> minimums(Rule rule) {
    Map<String, Integer> minimums = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      int least = Math.min(members.get(i).least, most(i));
      minimums.merge(members.get(i).group(rule), least, Integer::sum);
    }
    return minimums;
  }

  int used(Rule rule, Map<String, Integer> given) {
    Set<String> used = new HashSet<>();
    given.keySet().forEach(cluster -> used.add(members.get(index(cluster)).group(rule)));
    return used.size();
  }
}
