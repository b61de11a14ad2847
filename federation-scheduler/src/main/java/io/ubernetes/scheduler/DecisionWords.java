package io.ubernetes.scheduler;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.LeftClusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Decisions in short sentences, for Events and warnings.
final class DecisionWords {

  /// Clusters that are named in a list; of the others it is said how many there are.
  private static final int MOST_NAMED = 10;

  private DecisionWords() {}

  /// What would be decided, what would be missing, and which clusters would be left out.
  static List<String> of(WhatIf.Answer answer) {
    if (answer.after().isEmpty()) {
      return List.of("not placed: " + answer.problem().orElse("nothing is decided"));
    }
    PlacementSpec spec = answer.after().get();
    List<String> sentences = new ArrayList<>();
    String policy =
        spec.policy() == null
            ? ""
            : " by the " + spec.policy().kind() + " \"" + spec.policy().name() + "\"";
    sentences.add("would be " + destinations(spec.destClusters()) + policy);
    if (spec.unplaced() != null && spec.unplaced() > 0) {
      sentences.add(spec.unplaced() + " of " + spec.replicas() + " replicas would have no cluster");
    }
    String left = left(spec);
    if (!left.isEmpty()) {
      sentences.add("would not be placed in " + left);
    }
    return sentences;
  }

  /// Such as `placed in a: 2, b: 3`.
  static String destinations(List<DestCluster> destinations) {
    if (destinations.isEmpty()) {
      return "placed in no cluster";
    }
    return "placed in " + limited(destinations.stream().map(DecisionWords::destination).toList());
  }

  private static String destination(DestCluster destination) {
    if (destination.replicas() == null) {
      return destination.cluster();
    }
    String replicas = destination.cluster() + ": " + destination.replicas();
    if (destination.ordinalsStart() != null) {
      int first = destination.ordinalsStart();
      return replicas + " (ordinals " + first + "-" + (first + destination.replicas() - 1) + ")";
    }
    return destination.completions() == null
        ? replicas
        : replicas + " (" + destination.completions() + " completions)";
  }

  /// Such as `c (NotReady); d, e (NotInPolicy)`.
  private static String left(PlacementSpec spec) {
    Map<String, List<String>> byReason = new TreeMap<>();
    for (LeftClusters left : spec.summarized().leftClusters()) {
      byReason.computeIfAbsent(left.reason(), _ -> new ArrayList<>()).addAll(left.clusters());
    }
    return byReason.entrySet().stream()
        .map(left -> limited(left.getValue()) + " (" + left.getKey() + ")")
        .collect(Collectors.joining("; "));
  }

  private static String limited(List<String> words) {
    return words.size() <= MOST_NAMED
        ? String.join(", ", words)
        : String.join(", ", words.subList(0, MOST_NAMED))
            + " and "
            + (words.size() - MOST_NAMED)
            + " others";
  }
}
