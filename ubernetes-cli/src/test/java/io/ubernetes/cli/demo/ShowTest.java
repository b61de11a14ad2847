package io.ubernetes.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShowTest {

  private static final Snapshot SNAPSHOT =
      new Snapshot(
          "web",
          5,
          1,
          List.of(
              new Snapshot.Row("berlin", "europe", "Ready", 1, "4", 1, 1),
              new Snapshot.Row("oregon", "america", "NotReady", 4, "15500m", 3, 0)));

  @Test
  void theTableHasALineForEachMemberAndTheSum() {
    assertThat(Table.lines(SNAPSHOT))
        .satisfiesExactly(
            head -> assertThat(head).contains("MEMBER", "FREE CPU", "REPLICAS", "READY"),
            berlin -> assertThat(berlin.strip()).matches("berlin +europe +Ready +1 +4 +1 +1"),
            oregon ->
                assertThat(oregon.strip()).matches("oregon +america +NotReady +4 +15500m +3 +0"),
            sum -> assertThat(sum.strip()).matches("rs/web +4/5 +1"));
  }

  @Test
  void aLineSaysReadyOfPlacedForEachMember() {
    assertThat(Table.line(SNAPSHOT)).isEqualTo("rs/web: berlin 1/1, oregon 0/3, ready 1 of 5");
  }

  @Test
  void theSampleAsksForFiveReplicas() throws Exception {
    assertThat(Sample.replicaSet().spec()).isNotNull();
    assertThat(Sample.replicaSet().json().at("/spec/replicas").asInt()).isEqualTo(5);
  }
}
