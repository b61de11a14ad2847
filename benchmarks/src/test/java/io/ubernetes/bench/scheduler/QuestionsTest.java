package io.ubernetes.bench.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  @Test
  void everyWorkloadIsPlacedInTwoToFiveRegionsAsFarAsItHasReplicas() {
    Questions questions = new Questions(100);
    for (int number = 0; number < 100; number++) {
      List<DestCluster> destinations = questions.decide(number).spec().destClusters();
      int replicas = destinations.stream().mapToInt(DestCluster::replicas).sum();
      Set<Integer> regions = new HashSet<>();
      for (DestCluster destination : destinations) {
        regions.add(Integer.parseInt(destination.cluster().replaceAll("\\D", "")) % 10);
      }
      assertThat(regions).hasSizeBetween(Math.min(2, replicas), 5);
    }
  }
}
