package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations recorded with a real Kubernetes API server are held with the federation's: all
/// that use only what it serves. Every status code must be the recorded one, and whatever else
/// differs must be listed in `docs/differences.md` with its reason.
final class OracleReplayIT {

  private static final String ADMIN = "admin.kubeconfig";

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> theRecordedConversationsOnTheEmbeddedStore() throws IOException {
    return replayAll(List.of());
  }

  @TestFactory
  Stream<DynamicTest> theRecordedConversationsOnEtcd() throws IOException {
    Oracle.orSkip();
    try (EtcdProcess etcd = EtcdProcess.start()) {
      return replayAll(List.of(etcd.endpoint()));
    }
  }

  private Stream<DynamicTest> replayAll(List<String> etcd) throws IOException {
    Oracle oracle = Oracle.orSkip();
    Optional<Path> python = Program.find("python3");
    Assumptions.assumeTrue(python.isPresent(), "skipped: no python3 in the search path");
    Path data = folder.resolve("data");
    Path report = folder.resolve("report.json");
    Outcome outcome;
    try (FederationServer server =
        FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, etcd))) {
      passNumbersInAnswers(data);
      List<String> command = new ArrayList<>();
      command.addAll(List.of(python.orElseThrow().toString(), "oracle.py", "replay"));
      command.addAll(List.of("--server", server.url(), "--json", report.toString()));
      command.addAll(identity(data));
      command.add("--failures-only");
      command.addAll(scenarios(oracle, served(data)));
      outcome = Program.run(command, oracle.root(), Map.of(), "");
    }
    System.out.println(outcome.all());
    assertThat(report).as(outcome.toString()).exists();
    return tests(Json.MAPPER.readTree(report.toFile()));
  }

  /// The replay takes every number that was seen as a resourceVersion for one wherever it stands:
  /// it must not see 299, with which every Warning header begins, nor 600, the seconds after which
  /// the progress of a Deployment is given up.
  private static void passNumbersInAnswers(Path data) {
    try (ClientFactory clients = new ClientFactory();
        ApiClient admin = clients.fromKubeconfig(data.resolve(ADMIN))) {
      long revision = 0;
      for (int i = 0; revision <= 600; i++) {
        ApiObject made =
            admin.create(
                ApiResources.NAMESPACES,
                ApiObject.of(ApiResources.NAMESPACES.kind(), "", "passes-" + i));
        revision = Long.parseLong(made.resourceVersion());
      }
    }
  }

  /// Files of the scenarios that count. Says of the others why they do not.
  private List<String> scenarios(Oracle oracle, ServedPaths served) {
    List<String> counted = new ArrayList<>();
    oracle.forEachScenario((path, scenario) -> {
      if (scenario.has("steps")) {
        Set<String> missing = served.missing(scenario);
        if (missing.isEmpty()) {
          counted.add("scenarios/" + path);
        } else if (ServedPaths.onlyReads(scenario)) {
          System.out.println("in part: " + path + ", as these are not served: " + missing);
          counted.add(servedPart(path, (ObjectNode) scenario, served).toString());
        } else {
          System.out.println("left out: " + path + ", as these are not served: " + missing);
        }
      }
    });
    System.out.println(counted.size() + " scenarios are replayed");
    assertThat(counted).as("scenarios that use only what is served").isNotEmpty();
    return counted;
  }

  /// The scenario without the steps that ask for what is not served.
  private Path servedPart(String path, ObjectNode scenario, ServedPaths served) {
    scenario.withArray("steps").removeIf(step -> !served.missingIn(step).isEmpty());
    try {
      return Files.writeString(folder.resolve(path.replace('/', '-')), scenario.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ServedPaths served(Path data) {
    try (ClientFactory clients = new ClientFactory();
        ApiClient admin = clients.fromKubeconfig(data.resolve(ADMIN))) {
      return ServedPaths.readFrom(admin);
    }
  }

  /// The administrator's certificate, in files of its own.
  private static List<String> identity(Path data) throws IOException {
    KubeconfigFile admin = KubeconfigFile.read(data.resolve(ADMIN));
    Path certificate = Files.writeString(data.resolve("admin.crt"), admin.certificatePem());
    Path key = Files.writeString(data.resolve("admin.key"), admin.keyPem());
    return List.of(
        "--ca",
        data.resolve("ca.crt").toString(),
        "--cert",
        certificate.toString(),
        "--key",
        key.toString());
  }

  private static Stream<DynamicTest> tests(JsonNode report) throws IOException {
    KnownDifferences known = KnownDifferences.read(Path.of("..", "docs", "differences.md"));
    Map<String, List<String>> wrongByScenario = new TreeMap<>();
    for (JsonNode step : report.path("steps")) {
      String scenario = step.path("group").asString() + "/" + step.path("scenario").asString();
      List<String> wrong = wrongByScenario.computeIfAbsent(scenario, _ -> new ArrayList<>());
      for (JsonNode difference : step.path("differences")) {
        String kind = difference.path("class").asString();
        String pointer = difference.path("pointer").asString();
        String name = step.path("step").asString();
        if (!known.covers(scenario, name, pointer, kind)) {
          wrong.add(name + ": " + difference);
        }
      }
    }
    return wrongByScenario.entrySet().stream()
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.getKey(),
                () ->
                    assertThat(scenario.getValue())
                        .as("differences that docs/differences.md does not list")
                        .isEmpty()));
  }
}
