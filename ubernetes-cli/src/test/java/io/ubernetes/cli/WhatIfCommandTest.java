package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.model.NamespacedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfCommandTest {

  private static final String POLICY =
      """
      apiVersion: federation.ubernetes.io/v1beta1
      kind: PropagationPolicy
      metadata: {name: near}
      """;

  @TempDir private Path folder;

  @Test
  void aPolicyIsAskedAboutInTheNamespaceThatIsMeant() throws IOException {
    assertThat(WhatIfCommand.policy(file(POLICY), "team").key())
        .isEqualTo(new NamespacedName("team", "near"));
    assertThat(WhatIfCommand.policy(file("---\n" + POLICY), "team").name()).isEqualTo("near");
  }

  @Test
  void aFileThatIsNoSinglePolicyIsRefusedInItsOwnTerms() throws IOException {
    Path file = file(POLICY + "---\n" + POLICY);
    assertRefused(file, " has 2 documents; one policy is asked about at a time");
    assertRefused(file("kind: [}"), " is neither YAML nor JSON");
    assertRefused(file("- a list"), " is no object");
    assertRefused(file(""), " is no object");
    assertRefused(file("kind: ConfigMap"), " is no PropagationPolicy");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> WhatIfCommand.policy(absent, "team"))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read " + absent);
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> WhatIfCommand.policy(file, "team"))
        .isInstanceOf(UsageException.class)
        .hasMessage(file + why);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "policy", ".yaml"), text);
  }
}
