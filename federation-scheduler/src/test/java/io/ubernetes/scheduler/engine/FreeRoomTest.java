package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.PodRequest;
import io.ubernetes.model.federation.ClusterStatus;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FreeRoomTest {
  private static final PodRequest SMALL = PodRequest.of(Map.of("cpu", "500m", "memory", "1Gi"));
  private static final PodRequest LARGE = PodRequest.of(Map.of("cpu", "3", "memory", "1Gi"));

  @Test
  void podsDoNotSpanNodes() {
    FreeRoom room = room(group(3, "1400m", "10Gi", "110"), group(1, "8", "3Gi", "110"));
    assertThat(room.pods(SMALL)).isEqualTo(3 * 2 + 3);
    assertThat(room.pods(LARGE)).isEqualTo(2);
    assertThat(room.pods(PodRequest.of(Map.of()))).isEqualTo(440);
  }

  @Test
  void aResourceThatNodesDoNotHaveIsMissingAndAnOvercommittedNodeTakesNothing() {
    FreeRoom room = room(group(3, "4", "10Gi", "110"), group(1, "-1", "3Gi", "5"));
    assertThat(room.pods(PodRequest.of(Map.of("example.com/gpu", "1")))).isZero();
    assertThat(room.pods(SMALL)).isEqualTo(24);
    assertThat(room.pods(PodRequest.of(Map.of()))).isEqualTo(335);
  }

  @Test
  void halfAThousandthMoreThanThereIsDoesNotFit() {
    FreeRoom room = room(group(1, "1", "1", "10"));
    assertThat(room.pods(PodRequest.of(Map.of("cpu", "1000001u")))).isZero();
    assertThat(room.pods(PodRequest.of(Map.of("cpu", "1")))).isOne();
  }

  @Test
  void whatIsReservedForOnePodIsMissingForAnother() {
    FreeRoom room = room(group(2, "4", "10Gi", "110"));
    assertThat(room.minus(SMALL, 4).pods(SMALL)).isEqualTo(12);
    assertThat(room.minus(SMALL, 4).pods(LARGE)).isEqualTo(2);
    assertThat(room.minus(SMALL, 6).pods(LARGE)).isZero();
    assertThat(room.minus(SMALL, 1000).pods(SMALL)).isZero();
    assertThat(room.minus(LARGE, 0)).isEqualTo(room);
  }

  @Property
  void reservedPodsTakeExactlyTheirOwnNumber(
      @ForAll @IntRange(max = 60) int first, @ForAll @IntRange(max = 60) int second) {
    FreeRoom room =
        room(
            group(7, "2", "20Gi", "110"),
            group(3, "700m", "4Gi", "110"),
            group(1, "9", "9Gi", "4"));
    long all = room.pods(SMALL);
    FreeRoom left = room.minus(SMALL, first).minus(SMALL, second);
    assertThat(left.pods(SMALL))
        .isEqualTo(Math.max(0, all - first - second))
        .isEqualTo(new FreeRoom(left.groups()).pods(SMALL));
    assertThat(left.pods(LARGE)).isEqualTo(new FreeRoom(left.groups()).pods(LARGE));
    assertThat(left.groups().stream().mapToInt(FreeRoom.Group::nodes).sum()).isEqualTo(11);
  }

  /// In which order they are taken must not make room: nodes of 11 cores that hold pods of 2 and of
  /// 1 are fragmented otherwise when the small ones go first.
  @Test
  void whatIsClaimedIsNeverLeftWhateverTheOrder() {
    PodRequest one = PodRequest.of(Map.of("cpu", "1"));
    PodRequest two = PodRequest.of(Map.of("cpu", "2"));
    FreeRoom room = room(group(3, "11", "1Gi", "110"));
    assertThat(room.minus(two, 14).minus(one, 5).pods(one)).isZero();
    assertThat(room.minus(one, 5).minus(two, 14).pods(one)).isZero();
    assertThat(room.minus(one, 3).minus(two, 14).pods(one)).isEqualTo(2);
  }

  @Test
  void manyDifferentReservationsStaySmallAndOnTheSafeSide() {
    FreeRoom room = room(group(10_000, "64", "256Gi", "110"));
    long all = room.pods(SMALL);
    for (int i = 1; i <= 300; i++) {
      room = room.minus(PodRequest.of(Map.of("cpu", i + "m", "memory", i + "Mi")), 7);
    }
    assertThat(room.groups()).hasSizeLessThanOrEqualTo(FreeRoom.MAX_GROUPS);
    assertThat(room.pods(SMALL)).isLessThanOrEqualTo(all).isGreaterThan(all * 9 / 10);
  }

  private static FreeRoom room(ClusterStatus.FreeRoom... groups) {
    return FreeRoom.of(
        new ClusterStatus(
            List.of(), null, null, Map.of(), Map.of(), Map.of(), List.of(groups), List.of(), null));
  }

  private static ClusterStatus.FreeRoom group(int nodes, String cpu, String memory, String pods) {
    return new ClusterStatus.FreeRoom(nodes, Map.of("cpu", cpu, "memory", memory, "pods", pods));
  }
}
