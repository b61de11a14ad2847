package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodStateTest {

  private static final String RUNNING =
      "{'name': 'a', 'ready': true, 'restartCount': 0, 'state': {'running': {}}}";

  /// A pod with two containers and this status.
  private static ObjectNode pod(String status) {
    return json(
        "{'metadata': {'name': 'p'}, 'spec': {'containers': [{'name': 'a'}, {'name': 'b'}]},"
            + " 'status': "
            + status
            + "}");
  }

  @Test
  void aRunningPodCountsItsReadyContainers() {
    PodState state =
        PodState.of(
            pod(
                "{'phase': 'Running', 'containerStatuses': ["
                    + RUNNING
                    + ", {'name': 'b', 'state': {'running': {}}}]}"));
    assertThat(state.reason()).isEqualTo("Running");
    assertThat(state.ready()).isEqualTo(1);
    assertThat(state.total()).isEqualTo(2);
  }

  @Test
  void whatAContainerWaitsForIsShown() {
    ObjectNode pod =
        pod(
            """
            {'phase': 'Running', 'containerStatuses': [
              {'name': 'a', 'restartCount': 3, 'state': {'waiting': {'reason': 'CrashLoopBackOff'}},
               'lastState': {'terminated': {'finishedAt': '2026-01-02T03:04:00Z'}}}]}
            """);
    assertThat(PodCells.status(pod)).isEqualTo("CrashLoopBackOff");
    assertThat(PodCells.restarts(pod, Instant.parse("2026-01-02T03:04:05Z")))
        .isEqualTo("3 (5s ago)");
  }

  @Test
  void howAContainerEndedIsShown() {
    assertThat(PodCells.status(pod(ended("'exitCode': 3")))).isEqualTo("ExitCode:3");
    assertThat(PodCells.status(pod(ended("'exitCode': 0, 'signal': 9")))).isEqualTo("Signal:9");
    assertThat(PodCells.status(pod(ended("'exitCode': 1, 'reason': 'OOMKilled'"))))
        .isEqualTo("OOMKilled");
  }

  private static String ended(String terminated) {
    return "{'phase': 'Failed', 'containerStatuses': [{'name': 'a', 'state': {'terminated': {"
        + terminated
        + "}}}]}";
  }

  @Test
  void onePartThatHasEndedDoesNotMakeAPodCompleted() {
    String completed =
        "{'name': 'b', 'state': {'terminated': {'exitCode': 0, 'reason': 'Completed'}}}";
    String statuses = "'containerStatuses': [" + completed + ", " + RUNNING + "]";
    assertThat(PodCells.status(pod("{'phase': 'Running', " + statuses + "}")))
        .isEqualTo("NotReady");
    String ready = "'conditions': [{'type': 'Ready', 'status': 'True'}], ";
    assertThat(PodCells.status(pod("{'phase': 'Running', " + ready + statuses + "}")))
        .isEqualTo("Running");
  }

  @Test
  void initContainersAreCounted() {
    ObjectNode pod =
        pod(
            """
            {'phase': 'Pending', 'initContainerStatuses': [
              {'name': 'i', 'state': {'terminated': {'exitCode': 0}}},
              {'name': 'j', 'state': {'running': {}}}]}
            """);
    ((ObjectNode) pod.get("spec"))
        .set("initContainers", json("{'l': [{'name': 'i'}, {'name': 'j'}]}").get("l"));
    assertThat(PodCells.status(pod)).isEqualTo("Init:1/2");
  }

  @Test
  void aPodThatIsBeingDeletedIsTerminating() {
    ObjectNode pod = pod("{'phase': 'Running'}");
    ((ObjectNode) pod.get("metadata")).put("deletionTimestamp", "2026-01-02T03:04:05Z");
    assertThat(PodCells.status(pod)).isEqualTo("Terminating");
    ((ObjectNode) pod.get("status")).put("reason", "NodeLost");
    assertThat(PodCells.status(pod)).isEqualTo("Unknown");
  }

  @Test
  void aGateKeepsAPodFromBeingScheduled() {
    assertThat(
            PodCells.status(
                pod(
                    "{'phase': 'Pending', 'conditions': [{'type': 'PodScheduled', 'status':"
                        + " 'False', 'reason': 'SchedulingGated'}]}")))
        .isEqualTo("SchedulingGated");
  }
}
