package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// From a Placement to the members' objects, against real servers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PropagationTest {

  private TestFederation federation;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    federation = new TestFederation(data, "a", "b").start();
  }

  @AfterAll
  void close() {
    federation.close();
  }

  @Test
  void aPlacementBecomesMarkedPartsInANamespaceThatIsMadeFirst() {
    federation.namespace("marks");
    ApiObject source = federation.create("marks", "web", 5);
    federation.place("marks", "web", "a", 2, "b", 3);
    eventually(() -> {
      assertThat(federation.held("a", "marks", "web")).isEqualTo(2);
      assertThat(federation.held("b", "marks", "web")).isEqualTo(3);
    });
    ApiObject system =
        federation
            .client()
            .get(Resources.NAMESPACES, NamespacedName.clusterScoped("kube-system"))
            .orElseThrow();
    ApiObject part = federation.member("a").replicaSet("marks", "web").orElseThrow();
    assertThat(part.labels())
        .containsEntry(Federation.MANAGED_LABEL, "true")
        .containsEntry("tier", "front");
    assertThat(part.annotations())
        .containsEntry(Federation.OWNED_BY_ANNOTATION, system.uid())
        .containsEntry(Federation.SOURCE_UID_ANNOTATION, source.uid())
        .containsEntry(Federation.SOURCE_GENERATION_ANNOTATION, "1");
    ApiObject namespace =
        federation
            .member("a")
            .client()
            .get(Resources.NAMESPACES, NamespacedName.clusterScoped("marks"))
            .orElseThrow();
    assertThat(namespace.annotations())
        .containsEntry(Federation.OWNED_BY_ANNOTATION, system.uid());
    assertThat(Json.text(part.json(), "spec", "template", "spec", "restartPolicy"))
        .isEqualTo("Always");
  }
}
