package io.ubernetes.cli.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.scheduler.WhatIf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTableTest {

  private static final PlacementSpec DECIDED =
      new PlacementSpec(
          new PlacementSpec.TargetReference("apps/v1", "ReplicaSet", "web", "u"),
          1,
          3,
          List.of(new DestCluster("b", 3)),
          0,
          null,
          0,
          null,
          List.of(),
          List.of(
              new ClusterDecision("a", 7L, 7L, "NotNeeded", "the replicas are in other clusters"),
              new ClusterDecision("b", 9L, 9L, Map.of("affinity", 1L), "Taken", null),
              new ClusterDecision("c", null, null, "NotReady", "for long"),
              new ClusterDecision("d", null, null, "NotReady", "for long")),
          List.of(),
          false);

  @Test
  void aDecisionThatWasJustTakenIsShownWithAllNumbers() {
    assertThat(DecisionTable.explained(answer(Optional.empty(), Optional.of(DECIDED))))
        .containsExactly(
            "ReplicaSet ns/web",
            "Policy: none",
            "Replicas: 3",
            "There is no Placement: this is what would be decided now.",
            "CLUSTER   GETS   ROOM   WEIGHT   SCORE        REASON      MESSAGE",
            "a         -      7      7        -            NotNeeded   the replicas are in other"
                + " clusters",
            "b         3      9      9        affinity 1   Taken",
            "c         -      -      -        -            NotReady    for long",
            "d         -      -      -        -            NotReady    for long");
  }

  @Test
  void aStoredDecisionHasALineForEachClusterToo() {
    assertThat(DecisionTable.explained(answer(Optional.of(DECIDED.summarized()), Optional.empty())))
        .endsWith(
            "CLUSTER   GETS   ROOM   WEIGHT   SCORE        REASON      MESSAGE",
            "a         -      -      -        -            NotNeeded   the replicas are in other"
                + " clusters",
            "b         3      9      9        affinity 1   Taken",
            "c         -      -      -        -            NotReady    for long",
            "d         -      -      -        -            NotReady    for long");
  }

  private static WhatIf.Answer answer(
      Optional<PlacementSpec> before, Optional<PlacementSpec> after) {
    return new WhatIf.Answer(
        new GroupVersionKind("apps", "v1", "ReplicaSet"),
        new NamespacedName("ns", "web"),
        before,
        after,
        Optional.empty());
  }
}
