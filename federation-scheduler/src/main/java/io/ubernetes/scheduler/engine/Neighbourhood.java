package io.ubernetes.scheduler.engine;

import io.ubernetes.scheduler.engine.Neighbours.Term;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks where the other objects are that an object wants to be near or away from, and judges the
/// clusters by it. As with pods, an object may be the first of those that want to be together, and
/// who wants to be away from somebody is also let alone by that one.
final class Neighbourhood {

  private static final String REASON = "PlacementAffinity";
  private static final String ANTI_REASON = "PlacementAntiAffinity";

  private final List<Candidate> candidates;
  private final Wish wish;
  private final Peers peers;
  private final Map<String, MemberCluster> clusters = new HashMap<>();

  private Neighbourhood(List<Candidate> candidates, Wish wish, Peers peers) {
    this.candidates = candidates;
    this.wish = wish;
    this.peers = peers;
    candidates.forEach(candidate -> clusters.put(candidate.name(), candidate.cluster));
  }

  static void judge(List<Candidate> candidates, Wish wish, Peers peers) {
    Map<Term, Set<String>> keptAway = new HashMap<>();
    peers.keepingAway(
        wish.workload().key().namespace(),
        wish.workload().labels(),
        keeping ->
            keeping
                .terms()
                .forEach(term ->
                    keptAway
                        .computeIfAbsent(term, _ -> new HashSet<>())
                        .addAll(keeping.peer().clusters())));
    if (wish.rules().neighbours().isEmpty() && keptAway.isEmpty()) {
      return;
    }
    Neighbourhood neighbourhood = new Neighbourhood(candidates, wish, peers);
    wish.rules().neighbours().near().forEach(neighbourhood::near);
    wish.rules().neighbours().away().forEach(neighbourhood::away);
    keptAway.forEach(neighbourhood::away);
    wish.rules().neighbours().preferred().forEach(neighbourhood::prefer);
  }

  private void near(Term term) {
    Set<String> places = places(term.key(), found(term));
    String home = wish.workload().key().namespace();
    if (places.isEmpty() && term.matches(home, home, wish.workload().labels())) {
      return; // the first of its kind
    }
    String message = "no object " + term.text();
    for (Candidate candidate : candidates) {
      if (candidate.isOpen() && !isIn(places, candidate, term.key())) {
        candidate.turnAway(wish.rules().rebalance(), REASON, message);
      }
    }
  }

  private void away(Term term) {
    away(term, found(term));
  }

  private void away(Term term, Set<String> there) {
    Set<String> places = places(term.key(), there);
    String message = "an object to be away from is " + "in the same " + term.key();
    for (Candidate candidate : candidates) {
      if (candidate.isOpen() && isIn(places, candidate, term.key())) {
        candidate.turnAway(wish.rules().rebalance(), ANTI_REASON, message);
      }
    }
  }

  private void prefer(Neighbours.Preferred preferred) {
    Set<String> places = places(preferred.term().key(), found(preferred.term()));
    for (Candidate candidate : candidates) {
      if (candidate.isOpen() && isIn(places, candidate, preferred.term().key())) {
        candidate.score("affinity", preferred.weight());
      }
    }
  }

  /// The clusters in which objects are that a term speaks of.
  private Set<String> found(Term term) {
    Set<String> found = new HashSet<>();
    peers.matching(term, wish.workload().key().namespace(), peer -> found.addAll(peer.clusters()));
    return found;
  }

  private Set<String> places(String key, Set<String> inClusters) {
    Set<String> places = new HashSet<>();
    for (String name : inClusters) {
      MemberCluster cluster = clusters.get(name);
      String place = cluster == null ? null : Topology.value(cluster, key);
      if (place != null) {
        places.add(place);
      }
    }
    return places;
  }

  private static boolean isIn(Set<String> places, Candidate candidate, String key) {
    String place = Topology.value(candidate.cluster, key);
    return place != null && places.contains(place);
  }
}
