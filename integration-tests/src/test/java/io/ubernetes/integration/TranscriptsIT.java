package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.Transcript.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Sessions with kubectl, repeated with every version of it that is on this machine: each command
/// must say what it said to a real Kubernetes API server, word for word.
///
/// The sessions are in the folder `transcripts` of the test resources; [TranscriptRecorder] writes
/// into them what a real server answers. Where the environment variable
/// `UBERNETES_TEST_KUBE_APISERVER` names the kubeconfig of one, the sessions are repeated there
/// too, which shows what has changed since. The system properties `transcripts.kubectl` (`1.33`)
/// and `transcripts.sessions` (`apply,secrets`) choose some of all.
final class TranscriptsIT {

  static final Path FOLDER = Path.of("src/test/resources/transcripts");

  private static final String REAL_SERVER = "UBERNETES_TEST_KUBE_APISERVER";

  @TempDir private static Path folder;
  private static FederationServer server;
  private static ExecutorService workers;

  @BeforeAll
  static void serve() throws IOException {
    Path data = folder.resolve("data");
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  }

  @AfterAll
  static void stop() {
    workers.shutdownNow();
    server.close();
  }

  @TestFactory
  Stream<DynamicContainer> theFederationAnswersAsRecorded() throws IOException {
    return tests(folder.resolve("data/admin.kubeconfig"), folder.resolve("federation"));
  }

  @TestFactory
  Stream<DynamicContainer> theGivenKubeApiServerAnswersAsRecorded() throws IOException {
    Optional<String> kubeconfig = Optional.ofNullable(System.getenv(REAL_SERVER));
    Assumptions.assumeTrue(kubeconfig.isPresent(), "skipped: " + REAL_SERVER + " is not set");
    return tests(Path.of(kubeconfig.orElseThrow()), folder.resolve("real"));
  }

  private static Stream<DynamicContainer> tests(Path kubeconfig, Path homes) throws IOException {
    List<Transcript> transcripts =
        Transcript.readAll(FOLDER).stream()
            .filter(transcript -> isChosen("transcripts.sessions", transcript.name()))
            .toList();
    List<DynamicContainer> versions = new ArrayList<>();
    for (Path kubectl : Kubectl.all().toList()) {
      String version = Kubectl.version(kubectl);
      if (!isChosen("transcripts.kubectl", version)) {
        continue;
      }
      Path home = homes.resolve(version);
      List<DynamicTest> tests =
          transcripts.stream()
              .map(transcript -> test(transcript, version, kubectl, kubeconfig, home))
              .toList();
      versions.add(DynamicContainer.dynamicContainer("kubectl " + version, tests));
    }
    return versions.stream();
  }

  /// Everything is, where nothing was chosen.
  private static boolean isChosen(String property, String name) {
    String chosen = System.getProperty(property, "");
    return chosen.isEmpty() || List.of(chosen.split(",")).contains(name);
  }

  /// The transcript is played by the workers while earlier ones are judged.
  private static DynamicTest test(
      Transcript transcript, String version, Path kubectl, Path kubeconfig, Path homes) {
    Future<List<String>> answers =
        workers.submit(() -> {
          Path home = homes.resolve(transcript.name());
          try (var shell = new TranscriptShell(kubectl, kubeconfig, home, homes.resolve("cache"))) {
            return shell.play(transcript);
          }
        });
    return DynamicTest.dynamicTest(
        transcript.name(), () -> compare(transcript, version, answers.get()));
  }

  private static void compare(Transcript transcript, String version, List<String> answers) {
    StringBuilder expected = new StringBuilder();
    StringBuilder actual = new StringBuilder();
    for (int i = 0; i < answers.size(); i++) {
      Step step = transcript.steps().get(i);
      String recorded = step.answer(version).orElse(answers.get(i));
      if (!recorded.equals(answers.get(i))) {
        expected.append("$ ").append(step.command()).append('\n').append(recorded);
        actual.append("$ ").append(step.command()).append('\n').append(answers.get(i));
      }
    }
    assertThat(actual.toString()).isEqualTo(expected.toString());
  }
}
