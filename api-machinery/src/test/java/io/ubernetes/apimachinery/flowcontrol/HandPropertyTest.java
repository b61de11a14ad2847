package io.ubernetes.apimachinery.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HandPropertyTest {

  @Property
  void aHandHasDifferentQueuesAndIsTheSameEachTime(
      @ForAll long flow, @ForAll @IntRange(min = 1, max = 300) int queues, @ForAll int size) {
    int hand = 1 + Math.floorMod(size, Math.min(queues, 10));
    int[] dealt = Hand.deal(flow, queues, hand);
    assertThat(dealt).hasSize(hand).doesNotHaveDuplicates();
    assertThat(Arrays.stream(dealt)).allMatch(queue -> queue >= 0 && queue < queues);
    assertThat(Hand.deal(flow, queues, hand)).isEqualTo(dealt);
  }

  @Test
  void everyHandOfASmallDeckIsDealt() {
    Set<String> hands = new HashSet<>();
    for (long flow = 0; flow < 5 * 4 * 3; flow++) {
      hands.add(Arrays.toString(Hand.deal(flow, 5, 3)));
    }
    assertThat(hands).hasSize(5 * 4 * 3);
  }

  @Test
  void twoFlowsRarelyShareAllTheirQueues() {
    int[] heavy = Hand.deal(Hand.hash("s".hashCode(), "heavy".hashCode()), 64, 6);
    Set<Integer> taken = new HashSet<>();
    Arrays.stream(heavy).forEach(taken::add);
    int covered = 0;
    for (int i = 0; i < 10_000; i++) {
      int[] other = Hand.deal(Hand.hash("s".hashCode(), ("user-" + i).hashCode()), 64, 6);
      covered += Arrays.stream(other).allMatch(taken::contains) ? 1 : 0;
    }
    assertThat(covered).as("of 10,000 flows").isLessThan(3);
  }
}
