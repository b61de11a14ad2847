package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.TestRequests.Answer;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Three API servers on one etcd are one API: what is written at one is read at any other.
final class ReplicasIT {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int SERVERS = 3;

  @TempDir private static Path folder;

  private static final List<AutoCloseable> PARTS = new ArrayList<>();
  private static final List<TestRequests> CLIENTS = new ArrayList<>();

  @BeforeAll
  static void serve() throws Exception {
    EtcdProcess etcd = EtcdProcess.start();
    PARTS.add(etcd);
    Path first = folder.resolve("s0");
    for (int i = 0; i < SERVERS; i++) {
      Path data = Files.createDirectory(folder.resolve("s" + i));
      if (i > 0) {
        shareAuthority(first, data);
      }
      PARTS.add(
          FederationServer.start(
              new FederationServer.Config(data, "127.0.0.1", 0, List.of(etcd.endpoint()))));
      KubeconfigFile kubeconfig = KubeconfigFile.read(data.resolve("admin.kubeconfig"));
      CLIENTS.add(new TestRequests(kubeconfig, HttpClient.Version.HTTP_2));
    }
  }

  /// As the runbook says.
  private static void shareAuthority(Path from, Path to) throws IOException {
    for (String file : List.of("ca.crt", "ca.key")) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    CLIENTS.forEach(TestRequests::close);
    for (AutoCloseable part : PARTS.reversed()) {
      part.close();
    }
  }

  @Test
  void whatIsWrittenAtOneIsInTheNextListOfEveryOther() {
    for (int i = 0; i < 60; i++) {
      String name = "seen-" + i;
      Answer created = CLIENTS.get(i % SERVERS).post(MAPS, map(name));
      assertThat(created.status()).isEqualTo(201);
      TestRequests other = CLIENTS.get((i + 1) % SERVERS);
      assertThat(names(other.get(MAPS))).contains(name);
      assertThat(other.get(MAPS + "/" + name).text("metadata", "uid"))
          .isEqualTo(created.text("metadata", "uid"));
    }
    List<String> everywhere = names(CLIENTS.getFirst().get(MAPS));
    for (TestRequests client : CLIENTS) {
      assertThat(names(client.get(MAPS))).isEqualTo(everywhere);
    }
  }

  @Test
  void onlyOneOfThoseWhoCreateTheSameAtOnceSucceeds() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String name = "raced-" + i;
        List<Future<Integer>> answers = new ArrayList<>();
        for (TestRequests client : CLIENTS) {
          answers.add(threads.submit(() -> client.post(MAPS, map(name)).status()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
          statuses.add(answer.get());
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409);
      }
    }
  }

  @Test
  void updatesAtAllServersAreCountedOnceEach() throws Exception {
    assertThat(CLIENTS.getFirst().post(MAPS, map("counter")).status()).isEqualTo(201);
    int each = 15;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (TestRequests client : CLIENTS) {
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                increment(client);
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(CLIENTS.getLast().get(MAPS + "/counter").text("data", "n"))
        .isEqualTo(Integer.toString(each * SERVERS));
  }

  private static void increment(TestRequests client) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          ObjectNode object = client.get(MAPS + "/counter").json();
          String now = Json.text(object, "data", "n");
          int next = now.isEmpty() ? 1 : Integer.parseInt(now) + 1;
          object.putObject("data").put("n", Integer.toString(next));
          Answer answer =
              client.send(
                  "PUT", MAPS + "/counter", object.toString(), "Content-Type", "application/json");
          assertThat(answer.status()).isIn(200, 409);
          return answer.status() == 200;
        });
  }

  @Test
  void aWatchGoesOnAtAnotherServerFromTheSameVersion() {
    String namespace = "/api/v1/namespaces/kube-public/configmaps";
    TestRequests first = CLIENTS.get(0);
    String begin = first.get(namespace).text("metadata", "resourceVersion");
    for (int i = 0; i < 6; i++) {
      assertThat(CLIENTS.get(i % SERVERS).post(namespace, map("w-" + i)).status()).isEqualTo(201);
    }
    List<JsonNode> atFirst =
        first.get(namespace + "?watch=true&timeoutSeconds=2&resourceVersion=" + begin).events();
    assertThat(namesOfEvents(atFirst)).contains("w-0", "w-1", "w-2", "w-3", "w-4", "w-5");
    String middle = Json.text(atFirst.get(2).path("object"), "metadata", "resourceVersion");
    List<JsonNode> atSecond =
        CLIENTS
            .get(1)
            .get(namespace + "?watch=true&timeoutSeconds=2&resourceVersion=" + middle)
            .events();
    assertThat(atSecond).containsExactlyElementsOf(atFirst.subList(3, atFirst.size()));
    List<JsonNode> atThird =
        CLIENTS
            .get(2)
            .get(namespace + "?watch=true&timeoutSeconds=2&resourceVersion=" + begin)
            .events();
    assertThat(atThird).isEqualTo(atFirst);
  }

  @Test
  void aListGoesOnAtAnotherServerPageByPage() {
    String namespace = "/api/v1/namespaces/kube-system/configmaps";
    for (int i = 0; i < 9; i++) {
      assertThat(CLIENTS.getFirst().post(namespace, map("p-" + i)).status()).isEqualTo(201);
    }
    List<String> paged = new ArrayList<>();
    String next = "";
    int page = 0;
    do {
      Answer answer =
          CLIENTS
              .get(page++ % SERVERS)
              .get(namespace + "?limit=2" + (next.isEmpty() ? "" : "&continue=" + next));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      paged.addAll(names(answer));
      next = answer.text("metadata", "continue");
    } while (!next.isEmpty());
    assertThat(paged).isEqualTo(names(CLIENTS.getFirst().get(namespace)));
  }

  private static List<String> names(Answer list) {
    List<String> names = new ArrayList<>();
    list.json().path("items").forEach(item -> names.add(Json.text(item, "metadata", "name")));
    return names;
  }

  private static List<String> namesOfEvents(List<JsonNode> events) {
    return events.stream()
        .map(event -> Json.text(event.path("object"), "metadata", "name"))
        .toList();
  }

  private static String map(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\"}}";
  }
}
