package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.sync.Leftovers;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.Patch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when the federation seems to have forgotten nearly everything.
class GuardTest {

  private static final int PARTS = 15;

  @Test
  void aMemberThatSeemsToLoseMostOfItsPartsAtOnceLosesNoneWithoutLeave(@TempDir Path data)
      throws Exception {
    try (TestFederation federation = new TestFederation(data, "a")) {
      TestMember member = federation.member("a");
      String uid =
          federation
              .client()
              .get(Resources.NAMESPACES, NamespacedName.clusterScoped("kube-system"))
              .orElseThrow()
              .uid();
      for (int i = 0; i < PARTS; i++) {
        ApiObject part = TestFederation.replicaSet("default", "lost-" + i, 1);
        part.metadata().withObject("labels").put(Federation.MANAGED_LABEL, "true");
        part.metadata()
            .putObject("annotations")
            .put(Federation.OWNED_BY_ANNOTATION, uid)
            .put(Federation.SOURCE_UID_ANNOTATION, "gone-" + i);
        member.client().create(Resources.REPLICA_SETS, part);
      }
      federation.start();
      eventually(() ->
          assertThat(federation.clusterStatus("a").conditions())
              .extracting(Condition::type)
              .contains("DeletionsHeld"));
      assertThat(member.client().list(Resources.REPLICA_SETS).items()).hasSize(PARTS);
      federation
          .client()
          .patch(
              Resources.CLUSTERS,
              NamespacedName.clusterScoped("a"),
              new Patch.Merge(
                  Json.parseObject(
                      ("{\"metadata\":{\"annotations\":{\"" + Leftovers.ALLOW + "\":\"true\"}}}")
                          .getBytes(StandardCharsets.UTF_8))));
      eventually(() -> assertThat(member.client().list(Resources.REPLICA_SETS).items()).isEmpty());
    }
  }
}
