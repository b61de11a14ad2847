package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApiServerTest extends OnAServer {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
  private static final String MERGE = "application/merge-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  @Test
  void anObjectIsCreatedReadChangedAndDeleted() {
    Answer created = server.post(MAPS, map("a", "1"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("metadata", "uid")).isNotEmpty();
    assertThat(server.get(MAPS + "/a").text("data", "k")).isEqualTo("1");
    assertThat(server.put(MAPS + "/a", map("a", "2")).text("data", "k")).isEqualTo("2");
    assertThat(server.delete(MAPS + "/a").text("status")).isEqualTo("Success");
    assertThat(server.get(MAPS + "/a").status()).isEqualTo(404);
  }

  @Test
  void aNameIsTakenOnlyOnce() {
    server.post(MAPS, map("a", "1"));
    Answer again = server.post(MAPS, map("a", "2"));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("reason")).isEqualTo("AlreadyExists");
    assertThat(server.get(MAPS + "/a").text("data", "k")).isEqualTo("1");
  }

  @Test
  void aStaleUpdateIsAConflictAndChangesNothing() {
    Answer first = server.post(MAPS, map("a", "1"));
    server.put(MAPS + "/a", map("a", "2"));
    String stale = first.text().replace("\"k\":\"1\"", "\"k\":\"3\"");
    Answer refused = server.put(MAPS + "/a", stale);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("reason")).isEqualTo("Conflict");
    assertThat(server.get(MAPS + "/a").text("data", "k")).isEqualTo("2");
  }

  @Test
  void patchesOfManyClientsAreAllKept() throws Exception {
    server.post(MAPS, map("a", "1"));
    int writers = 8;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, writers)
              .<Callable<Answer>>mapToObj(
                  i -> () -> server.patch(MAPS + "/a", MERGE, "{\"data\":{\"w" + i + "\":\"x\"}}"))
              .toList();
      for (Future<Answer> done : threads.invokeAll(tasks)) {
        assertThat(done.get().status()).isEqualTo(200);
      }
    }
    assertThat(server.get(MAPS + "/a").json().get("data")).hasSize(writers + 1);
  }

  @Test
  void anUpdateThatChangesNothingIsNoWrite() {
    String before = server.post(MAPS, map("a", "1")).text("metadata", "resourceVersion");
    Answer same = server.patch(MAPS + "/a", MERGE, "{\"data\":{\"k\":\"1\"}}");
    assertThat(same.text("metadata", "resourceVersion")).isEqualTo(before);
  }

  @Test
  void aDryRunAnswersAndKeepsNothing() {
    assertThat(server.post(MAPS + "?dryRun=All", map("a", "1")).status()).isEqualTo(201);
    assertThat(server.get(MAPS + "/a").status()).isEqualTo(404);
  }

  @Test
  void aGeneratedNameBeginsWithItsPrefix() {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"web-\"}}";
    String first = server.post(MAPS, body).text("metadata", "name");
    String second = server.post(MAPS, body).text("metadata", "name");
    assertThat(first).matches("web-[a-z0-9]{5}").isNotEqualTo(second);
  }

  @Test
  void anObjectWithAFinalizerStaysUntilItIsRemoved() {
    server.post(MAPS, map("a", "1"));
    server.patch(MAPS + "/a", MERGE, "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    Answer deleting = server.delete(MAPS + "/a");
    assertThat(deleting.text("metadata", "deletionTimestamp")).isNotEmpty();
    assertThat(server.get(MAPS + "/a").status()).isEqualTo(200);
    server.patch(MAPS + "/a", MERGE, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(server.get(MAPS + "/a").status()).isEqualTo(404);
  }

  @Test
  void foregroundAndOrphanDeletionsAreMarkedForTheCollector() {
    server.post(SETS, replicaSet("f"));
    server.post(SETS, replicaSet("o"));
    Answer foreground = server.delete(SETS + "/f?propagationPolicy=Foreground");
    Answer orphan = server.delete(SETS + "/o?propagationPolicy=Orphan");
    assertThat(foreground.text()).contains("\"finalizers\":[\"foregroundDeletion\"]");
    assertThat(orphan.text()).contains("\"finalizers\":[\"orphan\"]");
    assertThat(Json.number(orphan.json(), 0, "metadata", "generation")).isEqualTo(2);
  }

  @Test
  void nothingIsCreatedInANamespaceThatIsGoneOrGoing() {
    String path = "/api/v1/namespaces/n/configmaps";
    assertThat(server.post(path, map("a", "1")).status()).isEqualTo(404);
    server.post("/api/v1/namespaces", namespace("n"));
    assertThat(server.post(path, map("a", "1")).status()).isEqualTo(201);
    assertThat(server.delete("/api/v1/namespaces/n").text("status", "phase"))
        .isEqualTo("Terminating");
    await()
        .untilAsserted(() -> {
          Answer refused = server.post(path, map("b", "1"));
          assertThat(refused.status()).isEqualTo(403);
          assertThat(refused.text("message")).contains("because it is being terminated");
        });
  }

  @Test
  void aNamespaceLosesItsFinalizersOnlyByFinalize() {
    server.post("/api/v1/namespaces", namespace("n"));
    server.put("/api/v1/namespaces/n", namespace("n"));
    assertThat(server.get("/api/v1/namespaces/n").text())
        .contains("\"finalizers\":[\"kubernetes\"]");
    server.delete("/api/v1/namespaces/n");
    server.put("/api/v1/namespaces/n/finalize", namespace("n"));
    assertThat(server.get("/api/v1/namespaces/n").status()).isEqualTo(404);
  }

  @Test
  void systemNamespacesCannotBeDeleted() {
    assertThat(server.delete("/api/v1/namespaces/default").status()).isEqualTo(403);
  }

  @Test
  void pagesShowOneVersionWhileWritesGoOn() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      server.post(MAPS, map(name, "1"));
    }
    Answer first = server.get(MAPS + "?limit=2");
    String token = first.text("metadata", "continue");
    assertThat(Json.number(first.json(), 0, "metadata", "remainingItemCount")).isEqualTo(2);
    server.delete(MAPS + "/c");
    server.post(MAPS, map("bb", "1"));
    Answer second = server.get(MAPS + "?limit=5&continue=" + token);
    assertThat(second.json().get("items")).hasSize(2);
    assertThat(second.text()).contains("\"name\":\"c\"").doesNotContain("\"name\":\"bb\"");
    assertThat(second.text("metadata", "resourceVersion"))
        .isEqualTo(first.text("metadata", "resourceVersion"));
  }

  @Test
  void aListSeesEveryWriteThatWasAcknowledgedBefore() {
    for (int i = 0; i < 50; i++) {
      server.post(MAPS, map("m" + i, "1"));
      assertThat(server.get(MAPS).json().get("items")).hasSize(i + 1);
    }
  }

  @Test
  void selectorsChooseByLabelAndField() {
    server.post(MAPS, map("a", "1"));
    server.patch(MAPS + "/a", MERGE, "{\"metadata\":{\"labels\":{\"tier\":\"web\"}}}");
    server.post(MAPS, map("b", "1"));
    assertThat(server.get(MAPS + "?labelSelector=tier=web").json().get("items")).hasSize(1);
    assertThat(server.get(MAPS + "?fieldSelector=metadata.name=b").json().get("items")).hasSize(1);
    Answer unknown = server.get(MAPS + "?fieldSelector=data.k=1");
    assertThat(unknown.status()).isEqualTo(400);
  }

  @Test
  void aWatchShowsWhatIsThereAndThenEveryChange() {
    server.post(MAPS, map("a", "1"));
    RecordingSink watch = server.watch(MAPS + "?watch=true");
    // It begins with the state of any later moment.
    await().untilAsserted(() -> assertThat(watch.summary()).containsExactly("ADDED a"));
    server.post(MAPS, map("b", "1"));
    server.patch(MAPS + "/a", MERGE, "{\"data\":{\"k\":\"2\"}}");
    server.delete(MAPS + "/b");
    await()
        .untilAsserted(() ->
            assertThat(watch.summary())
                .containsExactly("ADDED a", "ADDED b", "MODIFIED a", "DELETED b"));
    watch.close();
  }

  @Test
  void aWatchGoesOnFromAnOldVersion() {
    String version = server.post(MAPS, map("a", "1")).text("metadata", "resourceVersion");
    server.patch(MAPS + "/a", MERGE, "{\"data\":{\"k\":\"2\"}}");
    server.delete(MAPS + "/a");
    RecordingSink watch = server.watch(MAPS + "?watch=true&resourceVersion=" + version);
    await()
        .untilAsserted(
            () -> assertThat(watch.summary()).containsExactly("MODIFIED a", "DELETED a"));
    watch.close();
  }

  @Test
  void aWatchEndsAfterItsTimeoutWithABookmark() {
    RecordingSink watch =
        server.watch(MAPS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true");
    await().until(watch::isEnded);
    assertThat(watch.summary()).contains("BOOKMARK");
  }

  @Test
  void aTableHasAColumnForEachCell() {
    server.post(SETS, replicaSet("web"));
    Answer table =
        server.send(
            "GET",
            SETS,
            "",
            "",
            Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"));
    assertThat(table.text("kind")).isEqualTo("Table");
    assertThat(table.json().at("/rows/0/cells"))
        .hasSize(table.json().get("columnDefinitions").size());
    assertThat(table.json().at("/rows/0/cells/0").asString()).isEqualTo("web");
  }

  @Test
  void whatIsMadeOfStoredBytesIsWhatIsMadeOfObjects() {
    server.post(SETS, replicaSet("web"));
    server.post(SETS, replicaSet("other"));
    server.patch(
        SETS + "/web", MERGE, "{\"metadata\":{\"annotations\":{\"odd\":\"}]\\\"{[,\u00fc\"}}}");
    for (String shape : List.of("as=Table", "as=PartialObjectMetadataList")) {
      for (String include : List.of("Metadata", "Object", "None")) {
        String path = SETS + "?includeObject=" + include;
        String accept = "application/json;v=v1;g=meta.k8s.io;" + shape;
        Answer fast = server.send("GET", path, "", "", Map.of("accept", accept));
        Answer slow = server.send("GET", path + "&pretty=true", "", "", Map.of("accept", accept));
        assertThat(fast.json()).isEqualTo(slow.json());
        assertThat(fast.json().propertyNames()).isEqualTo(slow.json().propertyNames());
      }
    }
  }

  @Test
  void statusAndSpecAreWrittenApart() {
    server.post(SETS, replicaSet("web"));
    server.patch(SETS + "/web", MERGE, "{\"status\":{\"replicas\":9}}");
    assertThat(server.get(SETS + "/web").json().at("/status/replicas").asInt()).isZero();
    server.patch(
        SETS + "/web/status", MERGE, "{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":2}}");
    Answer after = server.get(SETS + "/web");
    assertThat(after.json().at("/status/replicas").asInt()).isEqualTo(2);
    assertThat(after.json().at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(Json.number(after.json(), 0, "metadata", "generation")).isEqualTo(1);
  }

  @Test
  void aScaleShowsAndSetsTheReplicas() {
    server.post(SETS, replicaSet("web"));
    Answer scale = server.get(SETS + "/web/scale");
    assertThat(scale.text("kind")).isEqualTo("Scale");
    assertThat(scale.text("status", "selector")).isEqualTo("app=web");
    server.patch(SETS + "/web/scale", MERGE, "{\"spec\":{\"replicas\":7}}");
    assertThat(server.get(SETS + "/web").json().at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(server.patch(SETS + "/web/scale", MERGE, "{\"spec\":{\"replicas\":-1}}").status())
        .isEqualTo(422);
  }

  @Test
  void anApplyCreatesMergesAndNamesTheOwnerOfAConflict() {
    String path = MAPS + "/a?fieldManager=";
    assertThat(server.patch(path + "one", APPLY, map("a", "1")).status()).isEqualTo(201);
    Answer conflict = server.patch(path + "two", APPLY, map("a", "2"));
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.text("message")).contains("conflict with \"one\"");
    Answer forced = server.patch(path + "two&force=true", APPLY, map("a", "2"));
    assertThat(forced.text("data", "k")).isEqualTo("2");
  }

  @Test
  void aBadObjectIsRefusedWithTheFieldsThatAreWrong() {
    Answer refused =
        server.post(
            SETS, replicaSet("web").replace("\"labels\":{\"app\":\"web\"}", "\"labels\":{}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("message")).contains("`selector` does not match template `labels`");
    assertThat(server.get(SETS + "/web").status()).isEqualTo(404);
  }

  @Test
  void unknownFieldsWarnOrAreRefusedAsAsked() {
    String body = map("a", "1").replace("\"data\"", "\"dater\":{},\"data\"");
    assertThat(server.post(MAPS + "?fieldValidation=Strict", body).status()).isEqualTo(400);
    Answer warned = server.post(MAPS, body);
    assertThat(warned.status()).isEqualTo(201);
    assertThat(warned.headers().get("Warning")).contains("unknown field");
  }

  @Test
  void whatIsNotServedIsNotFoundOrNotAllowed() {
    assertThat(server.get("/apis/apps/v1/namespaces/default/widgets").status()).isEqualTo(404);
    assertThat(server.get("/nothing").text()).isEqualTo("404 page not found\n");
    assertThat(server.put(MAPS, map("a", "1")).status()).isEqualTo(405);
    assertThat(server.post("/api/v1/configmaps", map("a", "1")).status()).isEqualTo(405);
  }

  @Test
  void healthVersionAndMetricsAreServed() {
    assertThat(server.get("/readyz").text()).isEqualTo("ok");
    assertThat(server.get("/livez?verbose=1").text()).contains("livez check passed");
    assertThat(server.get("/version").text("gitVersion")).isEqualTo("v1.36.2");
    assertThat(server.get("/metrics").text()).contains("apiserver_request_total");
  }

  private static String map(String name, String value) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}"
        .formatted(name, value);
  }

  private static String namespace(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
        + name
        + "\"}}";
  }

  private static String replicaSet(String name) {
    return """
    {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"%s"},"spec":{"replicas":3,
    "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
    "spec":{"containers":[{"name":"web","image":"registry.example/web:1"}]}}}}
    """
        .formatted(name);
  }
}
