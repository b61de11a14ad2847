package io.ubernetes.model.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ubernetes.model.Json;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.LeftClusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementSpecTest {

  private static final ClusterDecision TAKEN =
      new ClusterDecision("b", 9L, 9L, Map.of("affinity", 1L), "Taken", null);

  private static final List<ClusterDecision> DECISIONS =
      List.of(
          new ClusterDecision("a", 7L, 7L, "NotNeeded", "the replicas are in other clusters"),
          TAKEN,
          new ClusterDecision("c", null, null, "NotReady", "for long"),
          new ClusterDecision("d", 8L, 8L, "NotNeeded", "the replicas are in other clusters"),
          new ClusterDecision("e", null, null, "NotReady", null),
          new ClusterDecision("f", null, null, "NotReady", "for long"));

  private static PlacementSpec spec(List<ClusterDecision> decisions) {
    return new PlacementSpec(
        new PlacementSpec.TargetReference("apps/v1", "ReplicaSet", "web", "u"),
        1,
        3,
        List.of(new DestCluster("b", 3)),
        0,
        null,
        0,
        null,
        List.of(),
        decisions,
        List.of(),
        true);
  }

  @Test
  void clustersLeftForTheSameReasonAreToldOfOnceAndTheOthersAsTheyWere() {
    PlacementSpec stored = spec(DECISIONS).summarized();
    assertThat(stored.decisions()).containsExactly(TAKEN);
    assertThat(stored.leftClusters())
        .containsExactly(
            new LeftClusters("NotNeeded", "the replicas are in other clusters", List.of("a", "d")),
            new LeftClusters("NotReady", null, List.of("e")),
            new LeftClusters("NotReady", "for long", List.of("c", "f")));
    assertThat(stored.destClusters()).containsExactly(new DestCluster("b", 3));
    assertThat(stored.suspend()).isTrue();
    assertThat(stored.withSuspend(false).leftClusters()).isEqualTo(stored.leftClusters());
    assertThat(stored.summarized()).isEqualTo(stored);
  }

  @Test
  void itIsTheSameInWhateverOrderTheClustersCome() {
    List<ClusterDecision> shuffled = new ArrayList<>(DECISIONS);
    Collections.shuffle(shuffled, new Random(5));
    assertThat(spec(shuffled).summarized()).isEqualTo(spec(DECISIONS).summarized());
  }

  @Test
  void nothingOfWhyIsLost() {
    assertThat(spec(DECISIONS).everyDecision()).isEqualTo(DECISIONS);
    assertThat(spec(DECISIONS).summarized().everyDecision())
        .extracting(ClusterDecision::cluster, ClusterDecision::reason, ClusterDecision::message)
        .containsExactlyElementsOf(
            spec(DECISIONS).decisions().stream()
                .map(d -> tuple(d.cluster(), d.reason(), d.message()))
                .toList());
  }

  @Test
  void itIsReadAsItWasWrittenAndSoIsOneFromBefore() {
    PlacementSpec stored = spec(DECISIONS).summarized();
    assertThat(read(stored)).isEqualTo(stored);
    assertThat(read(spec(DECISIONS))).isEqualTo(spec(DECISIONS));
  }

  private static PlacementSpec read(PlacementSpec spec) {
    return Json.MAPPER.treeToValue(Json.MAPPER.valueToTree(spec), PlacementSpec.class);
  }
}
