package io.ubernetes.model.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Names;
import org.junit.jupiter.api.Test;

class PlacementNamesTest {
  private static final GroupResource REPLICA_SETS = new GroupResource("apps", "replicasets");

  @Test
  void namesSayWhatIsPlaced() {
    assertThat(PlacementNames.of(REPLICA_SETS, "web")).isEqualTo("replicasets.apps.web");
    assertThat(PlacementNames.of(new GroupResource("", "configmaps"), "web"))
        .isEqualTo("configmaps.core.web");
  }

  @Test
  void longNamesAreShortenedAndStayDistinctAndValid() {
    String start = "a".repeat(215) + ".".concat("b".repeat(20));
    String one = PlacementNames.of(REPLICA_SETS, start + ".x" + "c".repeat(15));
    String other = PlacementNames.of(REPLICA_SETS, start + ".y" + "c".repeat(15));
    assertThat(one).isNotEqualTo(other).hasSizeLessThanOrEqualTo(253);
    assertThat(Names.dns1123Subdomain(one)).isEmpty();
    assertThat(PlacementNames.of(REPLICA_SETS, "a".repeat(236))).hasSize(253).doesNotContain("-");
    assertThat(PlacementNames.of(REPLICA_SETS, "a".repeat(237))).hasSize(253).contains("-");
  }
}
