package io.ubernetes.apimachinery.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeatAllocationPropertyTest {

  @Property
  void nobodyGetsLessThanItNeedsOfItsOwnAndTogetherTheyGetNoMoreThanThereIs(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int total) {
    Random random = new Random(seed);
    List<SeatAllocation.Claim> claims = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      Integer borrowing = random.nextBoolean() ? null : random.nextInt(300);
      claims.add(claim(random.nextInt(100), random.nextInt(101), borrowing, random.nextInt(400)));
    }
    List<SeatAllocation.Limits> limits = SeatAllocation.divide(total, claims);
    int nominal = limits.stream().mapToInt(SeatAllocation.Limits::nominal).sum();
    int current = limits.stream().mapToInt(SeatAllocation.Limits::current).sum();
    assertThat(current).isLessThanOrEqualTo(nominal + claims.size()); // each is rounded up
    for (int i = 0; i < claims.size(); i++) {
      SeatAllocation.Limits of = limits.get(i);
      double own = Math.min(claims.get(i).demand(), of.nominal());
      assertThat(of.current()).isGreaterThanOrEqualTo((int) own);
      assertThat(of.current()).isGreaterThanOrEqualTo(of.lower());
      assertThat(of.current()).isLessThanOrEqualTo(Math.max(of.nominal(), of.upper()));
    }
  }

  @Test
  void withoutDemandEachHasItsShare() {
    assertThat(currents(100, claim(30, 50, null, 0), claim(10, 50, null, 0)))
        .containsExactly(75, 25);
  }

  @Test
  void whatIsNotNeededIsLentAsFarAsItMayBe() {
    assertThat(currents(100, claim(30, 40, null, 0), claim(10, 50, null, 1_000)))
        .containsExactly(45, 55);
    assertThat(currents(100, claim(30, 40, null, 60), claim(10, 50, 20, 1_000)))
        .containsExactly(70, 30);
    assertThat(currents(100, claim(30, 0, null, 0), claim(10, 50, null, 1_000)))
        .containsExactly(75, 25);
  }

  @Test
  void aLevelWithoutAShareHoldsItsRequests() {
    assertThat(currents(100, claim(0, 0, null, 50), claim(10, 100, null, 0)))
        .containsExactly(0, 100);
  }

  private static List<Integer> currents(int total, SeatAllocation.Claim... claims) {
    return SeatAllocation.divide(total, List.of(claims)).stream()
        .map(SeatAllocation.Limits::current)
        .toList();
  }

  private static SeatAllocation.Claim claim(
      int shares, int lendable, @Nullable Integer borrowing, double demand) {
    return new SeatAllocation.Claim(
        new LevelSettings("level", "", false, shares, lendable, borrowing, null), demand);
  }
}
