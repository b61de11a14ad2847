package io.ubernetes.cli.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.model.federation.ClusterSpec.Taint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTraitsTest {

  @Test
  void taintsAreWrittenAsForKubectl() {
    assertThat(MemberTraits.taint("gpu=yes:NoSchedule"))
        .isEqualTo(new Taint("gpu", "yes", "NoSchedule"));
    assertThat(MemberTraits.taint("example.com/gpu:NoExecute"))
        .isEqualTo(new Taint("example.com/gpu", null, "NoExecute"));
    assertThat(MemberTraits.taint("gpu=:PreferNoSchedule"))
        .isEqualTo(new Taint("gpu", "", "PreferNoSchedule"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpu",
        "gpu=yes",
        ":NoSchedule",
        "gpu:noschedule",
        "-:NoSchedule",
        "gpu=a b:NoSchedule"
      })
  void whatIsNoTaintIsRefused(String text) {
    assertThatThrownBy(() -> MemberTraits.taint(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelsAreHeldToKubernetesRules() {
    assertThatThrownBy(() -> new MemberTraits("", "", "", Map.of("a", "b c"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the label a");
  }
}
