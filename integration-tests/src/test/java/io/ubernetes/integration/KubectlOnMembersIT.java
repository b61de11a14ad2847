package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The first tour of a newcomer, with the oldest and the newest kubectl of this machine, in a
/// federation whose members run what is asked for. [KubectlIT] goes into the details.
@ParameterizedClass
@MethodSource("io.ubernetes.integration.Kubectl#oldestAndNewest")
final class KubectlOnMembersIT {

  private static final String TEAM = "team";
  private static final NamespacedName WEB = new NamespacedName(TEAM, "web");

  private final LiveFederation federation;
  private final Kubectl kubectl;

  KubectlOnMembersIT(Path binary, @TempDir Path folder, @TempDir Path home) throws Exception {
    federation = new LiveFederation(folder, List.of(), LiveFederation.membersOfTheEnvironment());
    kubectl = new Kubectl(binary, federation.adminKubeconfig(), home);
  }

  @BeforeEach
  void makeMembers() throws Exception {
    federation.createNamespace(TEAM);
    federation.addMembers("a", "b");
  }

  @AfterEach
  void close() {
    federation.close();
  }

  private Outcome run(String... arguments) {
    return kubectl.run(inTeam(arguments));
  }

  private String out(String... arguments) {
    return run(arguments).orThrow().out();
  }

  private static String[] inTeam(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "--namespace=" + TEAM;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  private String field(String path) {
    return out("get", "rs", "web", "-o", "jsonpath={" + path + "}");
  }

  private void awaitReady(int replicas) {
    out(
        "wait",
        "rs/web",
        "--for=jsonpath={.status.readyReplicas}=" + replicas,
        "--timeout=" + LiveFederation.PATIENCE.toSeconds() + "s");
    federation.awaitReady(WEB, replicas);
  }

  @Test
  void aReplicaSetIsWatchedWhileItIsCreatedScaledAndDeletedInTheMembers() throws Exception {
    Path output = kubectl.home().resolve("watch.txt");
    Process watch = kubectl.start(output, inTeam("get", "rs", "-w"));
    try {
      Path manifest = kubectl.write("web.yaml", Manifests.replicaSet("web", 5));
      assertThat(out("create", "-f", manifest.toString()))
          .isEqualTo("replicaset.apps/web created\n");
      awaitReady(5);
      awaitLine(output, "web\\s+5\\s+5\\s+5\\s+.*");
      assertThat(out("get", "rs")).containsPattern("web\\s+5\\s+5\\s+5\\s+");
      assertThat(out("describe", "rs", "web"))
          .containsPattern("Replicas:\\s+5 current / 5 desired")
          .contains("Scheduled");

      assertThat(out("scale", "rs/web", "--replicas=8")).contains("scaled");
      awaitReady(8);
      awaitLine(output, "web\\s+8\\s+8\\s+8\\s+.*");

      assertThat(out("delete", "rs", "web", "--timeout=120s")).contains("deleted");
      out("wait", "rs/web", "--for=delete", "--timeout=120s");
      awaiting("nothing of it is left in the members")
          .untilAsserted(() -> {
            assertThat(federation.placement(WEB)).isEmpty();
            assertThat(federation.parts(WEB)).isEqualTo(new Split(Map.of()));
          });
      assertThat(run("get", "rs", "web").withExit(1).err()).contains("NotFound");
    } finally {
      watch.destroyForcibly().waitFor();
    }
  }

  private static void awaitLine(Path output, String pattern) {
    awaiting("a line like " + pattern + " in " + output)
        .untilAsserted(
            () -> assertThat(Files.readAllLines(output)).anyMatch(line -> line.matches(pattern)));
  }

  @Test
  void whatIsLabelledAnnotatedAppliedEditedAndPatchedReachesTheMembers() throws IOException {
    String first = kubectl.write("first.yaml", Manifests.replicaSet("web", 4)).toString();
    assertThat(run("diff", "-f", first).withExit(1).out()).contains("+kind: ReplicaSet");
    assertThat(out("apply", "-f", first)).isEqualTo("replicaset.apps/web created\n");
    awaitReady(4);
    assertThat(out("apply", "-f", first)).isEqualTo("replicaset.apps/web unchanged\n");
    assertThat(run("diff", "-f", first).orThrow().out())
        .as("the machinery has changed nothing that the user wrote")
        .isEmpty();

    assertThat(out("label", "rs", "web", "tier=front")).contains("labeled");
    assertThat(out("annotate", "rs", "web", "note=hello")).contains("annotate");
    awaiting("label and annotation are in both members")
        .untilAsserted(() -> {
          for (String member : federation.memberNames()) {
            var part = federation.member(member).get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
            assertThat(part.labels()).containsEntry("tier", "front");
            assertThat(part.annotations()).containsEntry("note", "hello");
          }
        });
    assertThat(out("get", "rs", "-l", "tier=front", "-o", "name")).contains("web");

    Path editor =
        kubectl.write("edit.sh", "#!/bin/sh\nsed -i 's/replicas: 4$/replicas: 6/' \"$1\"\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = Map.of("KUBE_EDITOR", editor.toString());
    assertThat(kubectl.run(environment, "", inTeam("edit", "rs", "web")).orThrow().out())
        .isEqualTo("replicaset.apps/web edited\n");
    assertThat(field(".spec.replicas")).isEqualTo("6");
    awaitReady(6);

    out("patch", "rs", "web", "--type=merge", "-p", "{\"spec\":{\"replicas\":3}}");
    awaitReady(3);
    String second = kubectl.write("second.yaml", Manifests.replicaSet("web", 5)).toString();
    assertThat(run("diff", "-f", second).withExit(1).out())
        .contains("-  replicas: 3", "+  replicas: 5");
    assertThat(out("apply", "-f", second)).isEqualTo("replicaset.apps/web configured\n");
    awaitReady(5);
  }

  @Test
  void theFederationAndWhatItServesAreShownAndStrangersAreNot() throws IOException {
    assertThat(out("get", "clusters")).containsPattern("a\\s+").contains("True");
    assertThat(out("describe", "cluster", "a")).contains("Kind:", "Cluster", "Ready");
    assertThat(out("api-resources"))
        .containsPattern("replicasets\\s+rs\\s+apps/v1\\s+true\\s+ReplicaSet")
        .containsPattern("clusters\\s+.*federation.ubernetes.io/v1beta1\\s+false\\s+Cluster");
    assertThat(out("explain", "rs.spec.replicas")).contains("integer");
    assertThat(out("explain", "placements.status.clusters")).contains("unschedulable");

    String manifest = kubectl.write("web.yaml", Manifests.replicaSet("web", 2)).toString();
    out("create", "-f", manifest);
    awaitReady(2);
    assertThat(out("get", "placements")).contains("web");
    assertThat(out("describe", "placements")).contains("Dest Clusters", "Unschedulable");

    Path stranger = kubectl.home().resolve("stranger.kubeconfig");
    Files.writeString(
        stranger, KubeconfigFile.read(federation.adminKubeconfig()).withToken("guessed"));
    Kubectl without = new Kubectl(kubectl.binary(), stranger, kubectl.home().resolve("stranger"));
    Files.createDirectory(without.home());
    assertThat(without.run("get", "rs", "--namespace=" + TEAM).withExit(1).err())
        .contains("You must be logged in to the server");
    assertThat(without.run("delete", "rs", "web", "--namespace=" + TEAM).withExit(1).err())
        .containsPattern("logged in|Unauthorized");
    assertThat(field(".status.readyReplicas")).isEqualTo("2");
  }
}
