package io.ubernetes.integration;

import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.integration.Transcript.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// Where the commands of one transcript run: a shell in which `kubectl` is one version, with a home
/// directory and a namespace (`$NS`) of its own on the server of a kubeconfig, and a word of its
/// own (`$ID`) for names that must not be another's.
final class TranscriptShell implements AutoCloseable {

  private static final String SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Path home;
  private final String id;
  private final String namespace;
  private final Normalization normalization;

  /// @param home an empty folder
  /// @param cache of what kubectl learned of the server; shells of the same server may share it
  TranscriptShell(Path kubectl, Path kubeconfig, Path home, Path cache) {
    this.home = home;
    this.id = "id" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    this.namespace = "ns-" + id;
    try {
      Files.createDirectories(home.resolve("bin"));
      Files.createSymbolicLink(home.resolve("bin/kubectl"), kubectl);
      Files.createDirectories(cache);
      Files.createDirectories(home.resolve(".kube"));
      Files.createSymbolicLink(home.resolve(".kube/cache"), cache);
      Files.copy(kubeconfig, home.resolve("kubeconfig"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    run("kubectl config set-context --current --namespace=" + namespace).orThrow();
    String server =
        run("kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'")
            .orThrow()
            .out();
    this.normalization = new Normalization(namespace, id, server, home.toString());
    run("""
    kubectl create -f - <<END
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "$NS"}}
    END
    """)
        .orThrow();
  }

  /// What the commands say, one after the other.
  List<String> play(Transcript transcript) {
    List<String> answers = new ArrayList<>();
    for (Step step : transcript.steps()) {
      answers.add(answer(run(step.command())));
    }
    return answers;
  }

  private String answer(Outcome outcome) {
    StringBuilder answer = new StringBuilder();
    normalization.of(outcome.out()).lines().forEach(line -> answer.append(line).append('\n'));
    normalization
        .of(outcome.err())
        .lines()
        .forEach(line -> answer.append("! ").append(line).append('\n'));
    if (outcome.exit() != 0) {
      answer.append('[').append(outcome.exit()).append("]\n");
    }
    return answer.toString();
  }

  private Outcome run(String command) {
    return Program.run(List.of("/bin/sh", "-c", command), home, environment(), "");
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH",
        home.resolve("bin") + ":" + SEARCH_PATH,
        "HOME",
        home.toString(),
        "KUBECONFIG",
        home.resolve("kubeconfig").toString(),
        "NS",
        namespace,
        "ID",
        id,
        "LC_ALL",
        "C",
        "TZ",
        "UTC");
  }

  @Override
  public void close() {
    run("kubectl delete namespace \"$NS\" --wait=false").orThrow();
  }
}
