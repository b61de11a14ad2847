package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.PodRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRequestTest {

  @Test
  void containersAddUpAndAPodWithoutRequestsIsOnePod() {
    assertRequest("{'containers': [{}]}", Map.of());
    assertThat(PodRequest.ofPodSpec(null)).isEqualTo(PodRequest.of(Map.of()));
    assertRequest(
        """
        {'containers': [
          {'resources': {'requests': {'cpu': '100m', 'memory': '1Gi', 'example.com/gpu': '1'}}},
          {'resources': {'requests': {'cpu': 1, 'ephemeral-storage': '1Mi'}}}]}
        """,
        Map.of(
            "cpu", "1100m", "memory", "1Gi", "example.com/gpu", "1", "ephemeral-storage", "1Mi"));
  }

  @Test
  void theLargestInitContainerCountsWhereItIsMoreThanTheContainers() {
    assertRequest(
        """
        {'containers': [{'resources': {'requests': {'cpu': '1', 'memory': '1Gi'}}}],
         'initContainers': [
           {'resources': {'requests': {'cpu': '3', 'memory': '1Mi'}}},
           {'resources': {'requests': {'cpu': '2'}}}]}
        """,
        Map.of("cpu", "3", "memory", "1Gi"));
  }

  @Test
  void sidecarsAddToTheContainersAndToTheInitContainersThatStartAfterThem() {
    assertRequest(
        """
        {'containers': [{'resources': {'requests': {'cpu': '1'}}}],
         'initContainers': [
           {'resources': {'requests': {'cpu': '3'}}},
           {'restartPolicy': 'Always', 'resources': {'requests': {'cpu': '1'}}},
           {'resources': {'requests': {'cpu': '2500m'}}}]}
        """,
        Map.of("cpu", "3500m"));
    assertRequest(
        """
        {'containers': [{'resources': {'requests': {'cpu': '5'}}}],
         'initContainers': [
           {'restartPolicy': 'Always', 'resources': {'requests': {'cpu': '1'}}}]}
        """,
        Map.of("cpu", "6"));
  }

  @Test
  void overheadIsAddedALimitStandsInForARequestAndThePodsOwnRequestWins() {
    assertRequest(
        "{'containers': [{'resources': {'limits': {'cpu': '2', 'memory': '2Gi'},"
            + " 'requests': {'cpu': '1'}}}], 'overhead': {'cpu': '250m'}}",
        Map.of("cpu", "1250m", "memory", "2Gi"));
    assertRequest(
        "{'containers': [{'resources': {'requests': {'cpu': '1', 'memory': '1Gi'}}}],"
            + " 'resources': {'requests': {'cpu': '4'}}, 'overhead': {'cpu': '1'}}",
        Map.of("cpu", "5", "memory", "1Gi"));
  }

  @Test
  void soManyPodsMakeUpForOthers() {
    PodRequest small = PodRequest.of(Map.of("cpu", "1", "memory", "1Gi"));
    PodRequest large = PodRequest.of(Map.of("cpu", "2500m", "memory", "1Gi"));
    assertThat(small.pods(3, large)).isEqualTo(8);
    assertThat(large.pods(3, small)).isEqualTo(3);
    assertThat(large.pods(0, small)).isZero();
    assertThat(PodRequest.of(Map.of("cpu", "8")).pods(1, small)).isEqualTo(Long.MAX_VALUE);
    assertThat(PodRequest.of(Map.of("cpu", "8")).pods(0, small)).isZero();
  }

  private static void assertRequest(String podSpec, Map<String, String> expected) {
    assertThat(PodRequest.ofPodSpec(Given.json(podSpec))).isEqualTo(PodRequest.of(expected));
  }
}
