package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person at kubectl is told of placement: by a dry run before anything is written, and by
/// the Placements of kinds that are decided on but not carried to members.
final class DryRunIT {

  private static final String TEAM = "dry";

  @TempDir private static Path folder;
  private static LiveFederation federation;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws Exception {
    Path binary = Kubectl.all().toList().getLast();
    federation = new LiveFederation(folder, List.of(), LiveFederation.membersOfTheEnvironment());
    federation.addMembers("a", "b");
    federation.createNamespace(TEAM);
    kubectl = new Kubectl(binary, federation.adminKubeconfig(), folder);
  }

  @AfterAll
  static void close() {
    if (federation != null) {
      federation.close();
    }
  }

  @Test
  void aDryRunTellsTheSplitThatTheObjectThenGets() {
    NamespacedName web = new NamespacedName(TEAM, "web");
    Outcome dry = dryRun(explained("web", 5), "create");
    assertThat(federation.replicaSet(web)).isEmpty();
    assertThat(federation.placement(web)).isEmpty();
    kubectl.reading(explained("web", 5), "create", "-n", TEAM, "-f", "-").orThrow();
    federation.awaitReady(web, 5);
    federation.awaitRoomWithout(web);
    assertThat(dry.err())
        .contains("Warning: placement: would be placed in " + told(web) + "\n")
        .doesNotContain("not be placed");
    String before = told(web);
    Outcome more = dryRun(explained("web", 9), "apply", "--server-side", "--force-conflicts");
    assertThat(told(web)).isEqualTo(before);
    kubectl.run("scale", "-n", TEAM, "rs/web", "--replicas=9").orThrow();
    federation.awaitReady(web, 9);
    assertThat(more.err()).contains("Warning: placement: would be placed in " + told(web) + "\n");
  }

  @Test
  void aDryRunTellsWhatKeepsClustersOutAndWhatIsMissing() {
    federation.create(
        ApiResources.PROPAGATION_POLICIES,
        TEAM,
        """
        apiVersion: federation.ubernetes.io/v1beta1
        kind: PropagationPolicy
        metadata: {name: only-a}
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: ReplicaSet, name: capped}]
          clusterAffinity: {clusterNames: [a]}
          replicas: {clusters: {a: {maxReplicas: 3}}}
        """);
    awaiting("the policy is read")
        .untilAsserted(() ->
            assertThat(dryRun(explained("capped", 5), "create").err().lines())
                .containsExactly(
                    "Warning: placement: would be placed in a: 3 by the PropagationPolicy"
                        + " \"only-a\"",
                    "Warning: placement: 2 of 5 replicas would have no cluster",
                    "Warning: placement: would not be placed in b (NotInPolicy)"));
  }

  @Test
  void withoutTheAnnotationNothingIsTold() {
    assertThat(dryRun(Manifests.replicaSet("quiet", 5), "create").err()).isEmpty();
  }

  @Test
  void whatIsNeverPlacedIsToldSo() {
    String map =
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: robot
          annotations: {%s: "true"}
        """
            .formatted(Federation.EXPLAIN_ANNOTATION);
    assertThat(dryRun(map, "create").err())
        .isEqualTo("Warning: placement: not placed: it stays in the federation\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "foreground", "orphan"})
  void aStatefulSetsPlacementSaysThatNobodyCarriesItAndGoesWithIt(String cascade) {
    String name = "db-" + cascade;
    String set =
        Manifests.replicaSet(name, 4).replace("kind: ReplicaSet", "kind: StatefulSet")
            + "  serviceName: db\n";
    kubectl.reading(set, "create", "-n", TEAM, "-f", "-").orThrow();
    NamespacedName placement = new NamespacedName(TEAM, "statefulsets.apps." + name);
    awaiting("its Placement says so")
        .untilAsserted(() ->
            assertThat(
                    Federation.status(
                            federation
                                .admin()
                                .get(ApiResources.PLACEMENTS, placement)
                                .orElseThrow(),
                            PlacementStatus.class)
                        .conditions())
                .anySatisfy(condition -> {
                  assertThat(condition.type()).isEqualTo(PlacementStatus.APPLIED);
                  assertThat(condition.reason()).isEqualTo("NotCarried");
                }));
    kubectl
        .run("delete", "-n", TEAM, "statefulset/" + name, "--wait=true", "--cascade=" + cascade)
        .orThrow();
    awaiting("its Placement is gone")
        .until(() -> federation.admin().get(ApiResources.PLACEMENTS, placement).isEmpty());
  }

  private static Outcome dryRun(String manifest, String... how) {
    List<String> arguments = new ArrayList<>(List.of(how));
    arguments.addAll(List.of("-n", TEAM, "--dry-run=server", "-f", "-"));
    return kubectl.reading(manifest, arguments.toArray(String[]::new)).orThrow();
  }

  private static String explained(String name, int replicas) {
    return Manifests.replicaSet(name, replicas)
        .replaceFirst(
            "metadata:\n",
            "metadata:\n  annotations: {%s: \"true\"}\n".formatted(Federation.EXPLAIN_ANNOTATION));
  }

  /// Such as `a: 2, b: 3`.
  private static String told(NamespacedName object) {
    return Split.of(federation.placementSpec(object)).replicas().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
