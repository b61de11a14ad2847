package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.TestRequests.Answer;
import io.ubernetes.model.Json;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What a request may ask for beside the object itself: versions and pages of lists, encodings,
/// cached documents, ways to delete. Every expectation is what a kube-apiserver 1.36.2 answers.
final class RequestsIT {

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  @TempDir private static Path data;
  private static FederationServer server;
  private static TestRequests requests;

  @BeforeAll
  static void serve() throws Exception {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    requests = new TestRequests(kubeconfig(), HttpClient.Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    requests.close();
    server.close();
  }

  private static KubeconfigFile kubeconfig() {
    return KubeconfigFile.read(data.resolve("admin.kubeconfig"));
  }

  /// The path of the ConfigMaps of a new namespace.
  private static String maps(String namespace) {
    String body = "{\"metadata\":{\"name\":\"" + namespace + "\"}}";
    assertThat(requests.post("/api/v1/namespaces", body).status()).isEqualTo(201);
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private static Answer create(String maps, String name) {
    return create(maps, name, "x");
  }

  private static Answer create(String maps, String name, String value) {
    String body = "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}".formatted(name, value);
    Answer created = requests.post(maps, body);
    assertThat(created.status()).isEqualTo(201);
    return created;
  }

  private static List<String> names(Answer list) {
    List<String> names = new ArrayList<>();
    list.json().get("items").forEach(item -> names.add(Json.text(item, "metadata", "name")));
    return names;
  }

  // Versions of lists.

  /// @param items how many are listed of five; -1 for all there are then
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', 5, -",
        "limit=2, 2, 3",
        "resourceVersion=0, 5, -",
        "resourceVersion=0&limit=2, 5, -",
        "resourceVersion=0&resourceVersionMatch=NotOlderThan, 5, -",
        "resourceVersion=0&resourceVersionMatch=NotOlderThan&limit=2, 5, -",
        "resourceVersion=THIRD, 5, -",
        "resourceVersion=THIRD&limit=2, 2, 1",
        "resourceVersion=THIRD&resourceVersionMatch=Exact, 3, -",
        "resourceVersion=THIRD&resourceVersionMatch=Exact&limit=2, 2, 1",
        "resourceVersion=THIRD&resourceVersionMatch=NotOlderThan, 5, -",
        "resourceVersion=THIRD&resourceVersionMatch=NotOlderThan&limit=2, 2, 3",
      })
  void aListIsOfTheVersionThatWasAskedFor(String query, int items, Long remaining) {
    String maps = maps("versions-" + Integer.toHexString(query.hashCode()));
    String third = "";
    for (int i = 0; i < 5; i++) {
      String version = create(maps, "c" + i).text("metadata", "resourceVersion");
      third = i == 2 ? version : third;
    }
    Answer list = requests.get(maps + "?" + query.replace("THIRD", third));
    assertThat(list.status()).isEqualTo(200);
    assertThat(names(list)).hasSize(items);
    JsonNode left = Json.at(list.json(), "metadata", "remainingItemCount");
    assertThat(left == null ? null : left.longValue()).isEqualTo(remaining);
    assertThat(list.text("metadata", "continue").isEmpty()).isEqualTo(remaining == null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resourceVersionMatch=Exact | 422 | resourceVersionMatch is forbidden unless resourceVersion"
            + " is provided",
        "resourceVersionMatch=NotOlderThan | 422 | resourceVersionMatch is forbidden unless"
            + " resourceVersion is provided",
        "resourceVersion=0&resourceVersionMatch=Exact | 422 | resourceVersionMatch \"exact\" is"
            + " forbidden for resourceVersion \"0\"",
        "resourceVersion=1&resourceVersionMatch=Bogus | 422 | supported values: \"Exact\","
            + " \"NotOlderThan\", \"\"",
        "resourceVersion=abc | 400 | parsing \"abc\": invalid syntax",
        "sendInitialEvents=true | 422 | sendInitialEvents is forbidden for list",
        "limit=abc | 400 | strconv.ParseInt: parsing \"abc\": invalid syntax",
        "timeoutSeconds=abc | 400 | strconv.ParseInt: parsing \"abc\": invalid syntax",
        "continue=nonsense | 400 | continue key is not valid",
        "resourceVersion=99999999 | 504 | Too large resource version: 99999999"
      })
  void aListThatCannotBeIsRefused(String query, int status, String words) {
    Answer refused = requests.get("/api/v1/namespaces/default/configmaps?" + query);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.text("message")).contains(words);
    assertThat(refused.header("Retry-After")).isEqualTo(status == 504 ? "1" : "");
  }

  @Test
  void pagesAreOfOneVersion() {
    String maps = maps("pages");
    for (int i = 0; i < 5; i++) {
      create(maps, "c" + i);
    }
    Answer first = requests.get(maps + "?limit=2");
    requests.delete(maps + "/c3", "");
    create(maps, "c21");
    String more = maps + "?limit=2&continue=" + first.text("metadata", "continue");
    Answer second = requests.get(more);
    assertThat(names(second)).containsExactly("c2", "c3");
    assertThat(second.text("metadata", "resourceVersion"))
        .isEqualTo(first.text("metadata", "resourceVersion"));
    assertThat(Json.number(second.json(), 0, "metadata", "remainingItemCount")).isEqualTo(1);
    Answer last = requests.get(maps + "?continue=" + second.text("metadata", "continue"));
    assertThat(names(last)).containsExactly("c4");
    assertThat(last.text("metadata", "continue")).isEmpty();
    assertThat(requests.get(more + "&resourceVersion=0").status()).isEqualTo(200);
    Answer both = requests.get(more + "&resourceVersion=1");
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.text("message"))
        .contains("specifying resource version is not allowed when using continue");
  }

  @Test
  void howManyItemsASelectorLeavesIsNotTold() {
    String maps = maps("selected");
    create(maps, "a");
    create(maps, "b");
    Answer page = requests.get(maps + "?limit=1&labelSelector=none!=x");
    assertThat(page.text("metadata", "continue")).isNotEmpty();
    assertThat(Json.at(page.json(), "metadata", "remainingItemCount")).isNull();
  }

  // Encodings.

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void largeAnswersAreCompressedForWhoTakesThat(HttpClient.Version version) throws Exception {
    String maps = maps("gzip-" + version.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    create(maps, "small", "a".repeat(100 * 1024));
    create(maps, "large", "a".repeat(200 * 1024));
    try (TestRequests own = new TestRequests(kubeconfig(), version)) {
      Answer large = own.get(maps + "/large", "Accept-Encoding", "gzip");
      assertThat(large.response().version()).isEqualTo(version);
      assertThat(large.isCompressed()).isTrue();
      assertThat(large.header("Vary")).contains("Accept-Encoding");
      assertThat(large.bytes().length).isLessThan(20 * 1024);
      assertThat(large.text("data", "k")).hasSize(200 * 1024);
      assertThat(own.get(maps, "Accept-Encoding", "deflate, gzip").isCompressed()).isTrue();
      assertThat(own.get(maps + "/large").isCompressed()).isFalse();
      assertThat(own.get(maps + "/small", "Accept-Encoding", "gzip").isCompressed()).isFalse();
      assertThat(own.get(maps, "Accept-Encoding", "gzip;q=0").isCompressed()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/default/configmaps, application/cbor",
    "/api/v1/namespaces/default/configmaps, application/vnd.kubernetes.protobuf",
    "/api/v1/namespaces/default/configmaps, text/html",
    "/api/v1/namespaces/default, application/cbor",
  })
  void whoTakesNoJsonGetsNothing(String path, String type) {
    Answer refused = requests.get(path, "Accept", type);
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.text("reason")).isEqualTo("NotAcceptable");
    assertThat(refused.text("message")).contains("application/json, application/yaml");
    assertThat(requests.get(path, "Accept", type + ", application/json").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, application/cbor",
    "POST, text/plain",
    "PUT, application/cbor",
    "PATCH, application/json",
    "PATCH, application/apply-patch+cbor",
  })
  void aBodyOfAnotherTypeIsRefused(String method, String type) {
    String maps = "/api/v1/namespaces/default/configmaps";
    String path = method.equals("POST") ? maps : maps + "/kube-root-ca.crt";
    Answer refused = requests.send(method, path, "{}", "Content-Type", type);
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.text("reason")).isEqualTo("UnsupportedMediaType");
  }

  /// Kubernetes does not decompress bodies.
  @Test
  void aCompressedBodyIsNoJson() {
    byte[] compressed = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255, 1, 0, 0};
    Answer refused =
        requests.send(
            "POST",
            "/api/v1/namespaces/default/configmaps",
            compressed,
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("message")).contains("invalid character '\\x1f'");
  }

  @Test
  void theHeadOfAnObjectCannotBeAskedFor() {
    assertThat(requests.send("HEAD", "/api/v1/namespaces/default", "").status()).isEqualTo(405);
  }

  // Documents that clients keep.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api | " + AGGREGATED,
        "/apis | " + AGGREGATED,
        "/openapi/v2 | application/json",
        "/openapi/v3/api/v1 | application/json",
        "/openapi/v3/apis/apps/v1 | application/json",
      })
  void aDocumentIsSentOnlyToWhoDoesNotHaveIt(String path, String type) {
    Answer document = requests.get(path, "Accept", type);
    String tag = document.header("ETag");
    assertThat(document.status()).isEqualTo(200);
    assertThat(tag).matches("\"[0-9A-F]{128}\"");
    assertThat(document.header("Vary")).contains("Accept");
    Answer again = requests.get(path, "Accept", type, "If-None-Match", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.bytes()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag);
    assertThat(requests.get(path, "Accept", type, "If-None-Match", "\"0\"").status())
        .isEqualTo(200);
  }

  @Test
  void aDocumentIsNamedByItsHashAndKeptForGood() {
    String named = requests.get("/openapi/v3").text("paths", "apis/apps/v1", "serverRelativeURL");
    Answer document = requests.get(named);
    assertThat(document.status()).isEqualTo(200);
    assertThat(document.header("Cache-Control")).contains("public", "immutable");
    Answer old = requests.get("/openapi/v3/apis/apps/v1?hash=OLD");
    assertThat(old.status()).isEqualTo(301);
    assertThat(old.header("Location")).isEqualTo(named);
  }

  // Deletion.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?gracePeriodSeconds=30 | ''",
        "'' | {\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":30}",
        "?gracePeriodSeconds=0 | ''",
        "?gracePeriodSeconds=-1 | ''",
        "?propagationPolicy=Background | ''",
      })
  void anObjectOfAKindWithoutAnEndOfItsOwnIsGoneAtOnce(String query, String options) {
    String maps = "/api/v1/namespaces/default/configmaps";
    create(maps, "gone");
    Answer deleted = requests.delete(maps + "/gone" + query, options);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text("status")).isEqualTo("Success");
    assertThat(deleted.text("details", "name")).isEqualTo("gone");
    assertThat(requests.get(maps + "/gone").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"Foreground, foregroundDeletion", "Orphan, orphan"})
  void aPolicyLeavesItsFinalizer(String policy, String finalizer) {
    String maps = maps("policy-" + policy.toLowerCase(Locale.ROOT));
    create(maps, "a");
    Answer marked = requests.delete(maps + "/a?propagationPolicy=" + policy, "");
    assertThat(marked.status()).isEqualTo(200);
    assertThat(marked.json().at("/metadata/finalizers/0").asString()).isEqualTo(finalizer);
    assertThat(Json.number(marked.json(), -1, "metadata", "deletionGracePeriodSeconds")).isZero();
    Answer again = requests.delete(maps + "/a?propagationPolicy=Background", "");
    assertThat(again.status()).isEqualTo(200);
    assertThat(requests.get(maps + "/a").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?gracePeriodSeconds=abc | {} | 400 | parsing \"abc\": invalid syntax",
        "?propagationPolicy=Bogus | '' | 422 | supported values: \"Foreground\", \"Background\","
            + " \"Orphan\", \"nil\"",
        "?propagationPolicy=Orphan&orphanDependents=true | '' | 422 | orphanDependents and"
            + " deletionPropagation cannot be both set",
        "?dryRun=Some | '' | 422 | supported values: \"All\"",
        "'' | {\"kind\":\"Pod\",\"apiVersion\":\"v1\"} | 400 | no kind \"Pod\" is registered",
        "'' | {\"preconditions\":{\"uid\":\"other\"}} | 409 | the UID in the precondition (other)"
            + " does not match the UID in record",
        "'' | {\"preconditions\":{\"resourceVersion\":\"1\"}} | 409 | the ResourceVersion in the"
            + " precondition (1) does not match the ResourceVersion in record",
      })
  void whatMustNotBeDeletedStays(String query, String options, int status, String words) {
    String maps = "/api/v1/namespaces/default/configmaps";
    requests.post(maps, "{\"metadata\":{\"name\":\"kept\"}}");
    Answer refused =
        requests.delete(maps + "/kept" + query, query.contains("grace") ? "" : options);
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.text("message")).contains(words);
    assertThat(requests.get(maps + "/kept").status()).isEqualTo(200);
  }

  @Test
  void preconditionsThatHoldAndDryRunsAreCarriedOut() {
    String maps = maps("preconditions");
    Answer created = create(maps, "a");
    String options =
        "{\"preconditions\":{\"uid\":\"%s\",\"resourceVersion\":\"%s\"}}"
            .formatted(
                created.text("metadata", "uid"), created.text("metadata", "resourceVersion"));
    assertThat(requests.delete(maps + "/a?dryRun=All", "").text("status")).isEqualTo("Success");
    assertThat(requests.get(maps + "/a").status()).isEqualTo(200);
    assertThat(requests.delete(maps + "/a", options).text("status")).isEqualTo("Success");
    assertThat(requests.get(maps + "/a").status()).isEqualTo(404);
  }
}
