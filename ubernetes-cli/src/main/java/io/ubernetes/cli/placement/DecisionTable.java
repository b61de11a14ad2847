package io.ubernetes.cli.placement;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.scheduler.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decisions as people read them.
public final class DecisionTable {

  private DecisionTable() {}

  /// One object with a line for each cluster: what it gets, and why.
  public static List<String> explained(WhatIf.Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(answer.kind().kind() + " " + answer.object());
    answer.problem().ifPresent(problem -> lines.add(problem));
    Optional<PlacementSpec> decided = answer.after().or(answer::before);
    decided.ifPresent(spec -> {
      lines.add("Policy: " + policy(spec));
      if (spec.replicas() != null) {
        int unplaced = spec.unplaced() == null ? 0 : spec.unplaced();
        lines.add("Replicas: " + spec.replicas() + (unplaced > 0 ? ", unplaced: " + unplaced : ""));
      }
      if (spec.shortage() != null) {
        lines.add(
            "Missing: %s (%s)".formatted(spec.shortage().message(), spec.shortage().reason()));
      }
      if (spec.priority() != null && spec.priority() != 0) {
        lines.add("Priority: " + spec.priority());
      }
      if (answer.before().isEmpty()) {
        lines.add("There is no Placement: this is what would be decided now.");
      } else if (answer.changes()) {
        lines.add("Placed now: " + split(answer.before().orElseThrow()));
      }
      lines.addAll(clusters(spec));
    });
    return lines;
  }

  private static String policy(PlacementSpec spec) {
    String winner =
        spec.policy() == null ? "none" : spec.policy().kind() + " " + spec.policy().name();
    return spec.otherPolicies().isEmpty()
        ? winner
        : winner
            + spec.otherPolicies().stream()
                .map(PolicyReference::name)
                .collect(Collectors.joining(", ", " (before ", ")"));
  }

  private static List<String> clusters(PlacementSpec spec) {
    Map<String, DestCluster> destinations = new TreeMap<>();
    spec.destClusters().forEach(dest -> destinations.put(dest.cluster(), dest));
    TextTable table =
        new TextTable("CLUSTER", "GETS", "ROOM", "WEIGHT", "SCORE", "REASON", "MESSAGE");
    for (ClusterDecision decision : spec.everyDecision()) {
      table.add(
          decision.cluster(),
          gets(destinations.get(decision.cluster())),
          number(decision.room()),
          number(decision.weight()),
          score(decision.score()),
          decision.reason(),
          decision.message() == null ? "" : decision.message());
    }
    return table.lines();
  }

  private static String gets(@Nullable DestCluster dest) {
    if (dest == null) {
      return "-";
    }
    if (dest.replicas() == null) {
      return "whole";
    }
    String replicas = dest.replicas().toString();
    if (dest.ordinalsStart() != null) {
      int last = dest.ordinalsStart() + dest.replicas() - 1;
      return replicas + " (" + dest.ordinalsStart() + "-" + last + ")";
    }
    return dest.completions() == null ? replicas : replicas + " of " + dest.completions();
  }

  private static String number(@Nullable Long number) {
    return number == null ? "-" : number.toString();
  }

  private static String score(Map<String, Long> score) {
    return score.isEmpty()
        ? "-"
        : new TreeMap<>(score)
            .entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
  }

  /// Several objects with a line for each: where they are and where they would be.
  public static List<String> changes(List<WhatIf.Answer> answers) {
    List<WhatIf.Answer> changed = answers.stream().filter(WhatIf.Answer::changes).toList();
    if (changed.isEmpty()) {
      return List.of("Nothing would change; " + looked(answers.size()) + ".");
    }
    TextTable table = new TextTable("OBJECT", "NOW", "THEN", "MOVED", "UNPLACED");
    long moved = 0;
    long unplaced = 0;
    for (WhatIf.Answer answer : changed) {
      int left =
          answer.after().map(spec -> spec.unplaced() == null ? 0 : spec.unplaced()).orElse(0);
      moved += answer.moved();
      unplaced += left;
      table.add(
          answer.kind().kind() + " " + answer.object(),
          answer.before().map(DecisionTable::split).orElse("-"),
          answer.problem().or(() -> answer.after().map(DecisionTable::split)).orElse("-"),
          Integer.toString(answer.moved()),
          Integer.toString(left));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        changed.size()
            + " would change, "
            + moved
            + " replicas started elsewhere, "
            + unplaced
            + " without room; "
            + looked(answers.size())
            + ".");
    return lines;
  }

  private static String looked(int objects) {
    return objects + (objects == 1 ? " object was looked at" : " objects were looked at");
  }

  /// Such as `a: 2, b: 3`.
  public static String split(PlacementSpec spec) {
    return spec.destClusters().isEmpty()
        ? "nowhere"
        : spec.destClusters().stream()
            .map(dest ->
                dest.replicas() == null ? dest.cluster() : dest.cluster() + ": " + gets(dest))
            .collect(Collectors.joining(", "));
  }
}
