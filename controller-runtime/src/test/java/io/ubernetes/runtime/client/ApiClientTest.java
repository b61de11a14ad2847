package io.ubernetes.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.fake.Certificates;
import io.ubernetes.runtime.fake.FakeApiServer;
import io.ubernetes.runtime.fake.FreezingProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ApiClientTest {

  private static final NamespacedName KEY = new NamespacedName("shop", "web");
  private static final String PATH = "/apis/apps/v1/namespaces/shop/replicasets/web";

  private FakeApiServer server;
  private ClientFactory factory;
  private ApiClient client;

  @BeforeEach
  void start() {
    server = new FakeApiServer();
    factory = new ClientFactory(ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(20)));
    client = factory.connect(server.connection());
  }

  @AfterEach
  void stop() {
    client.close();
    factory.close();
    server.close();
  }

  @Test
  void whatIsCreatedCanBeRead() {
    ApiObject created = client.create(ApiResources.REPLICA_SETS, replicaSet(5));

    assertThat(created.uid()).isNotEmpty();
    assertThat(client.get(ApiResources.REPLICA_SETS, KEY)).contains(created);
    assertThat(server.requests())
        .containsExactly("POST /apis/apps/v1/namespaces/shop/replicasets", "GET " + PATH);
  }

  @Test
  void anAbsentObjectIsAnAnswerButAnUnknownResourceIsAnError() {
    assertThat(client.get(ApiResources.REPLICA_SETS, KEY)).isEmpty();

    ApiClientException e =
        catchThrowableOfType(ApiClientException.class, () -> client.getRaw("/nonsense"));
    assertThat(e.isNotFound()).isTrue();
  }

  @Test
  void creatingTwiceIsRefusedAsAlreadyExisting() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(5));

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class,
            () -> client.create(ApiResources.REPLICA_SETS, replicaSet(5)));

    assertThat(e.isAlreadyExists()).isTrue();
    assertThat(e.isConflict()).isFalse();
    assertThat(e).hasMessage("\"web\" already exists");
  }

  @Test
  void anUpdateOfAnOldVersionIsAConflict() {
    ApiObject first = client.create(ApiResources.REPLICA_SETS, replicaSet(5));
    ApiObject second = client.update(ApiResources.REPLICA_SETS, first.copy());

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class, () -> client.update(ApiResources.REPLICA_SETS, first));

    assertThat(e.isConflict()).isTrue();
    assertThat(second.resourceVersion()).isNotEqualTo(first.resourceVersion());
  }

  @Test
  void aStatusUpdateGoesToTheSubresource() {
    ApiObject object = client.create(ApiResources.REPLICA_SETS, replicaSet(5));
    object.json().putObject("status").put("replicas", 3);

    ApiObject updated = client.updateStatus(ApiResources.REPLICA_SETS, object);

    assertThat(Json.number(updated.status(), 0, "replicas")).isEqualTo(3);
    assertThat(server.requests()).contains("PUT " + PATH + "/status");
  }

  @Test
  void applyCreatesAndThenChangesInTheNameOfItsManager() {
    ApplyOptions options = ApplyOptions.forced("ubernetes");
    client.apply(ApiResources.REPLICA_SETS, replicaSet(2), options);
    ApiObject applied = client.apply(ApiResources.REPLICA_SETS, replicaSet(3), options);

    assertThat(Json.number(applied.spec(), 0, "replicas")).isEqualTo(3);
    assertThat(server.count("PATCH " + PATH + "?fieldManager=ubernetes&force=true")).isEqualTo(2);
  }

  @Test
  void aMergePatchChangesWhatItNames() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(2));
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("labels").put("a", "b");

    ApiObject patched = client.patch(ApiResources.REPLICA_SETS, KEY, new Patch.Merge(patch));

    assertThat(patched.labels()).containsEntry("a", "b");
    assertThat(Json.number(patched.spec(), 0, "replicas")).isEqualTo(2);
  }

  @Test
  void aDeleteTellsWhetherTheObjectIsGoneOrWaitsOrWasNotThere() {
    assertThat(client.delete(ApiResources.REPLICA_SETS, KEY)).isEqualTo(new Deletion.NotFound());

    client.create(ApiResources.REPLICA_SETS, replicaSet(2));
    assertThat(client.delete(ApiResources.REPLICA_SETS, KEY)).isEqualTo(new Deletion.Deleted());

    ApiObject held = replicaSet(2);
    held.metadata().putArray("finalizers").add("example.com/hold");
    client.create(ApiResources.REPLICA_SETS, held);
    assertThat(client.delete(ApiResources.REPLICA_SETS, KEY))
        .isInstanceOfSatisfying(
            Deletion.Terminating.class,
            waiting -> assertThat(waiting.object().isTerminating()).isTrue());
  }

  @Test
  void aDeleteOfAnotherUidIsAConflict() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(2));

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class,
            () ->
                client.delete(
                    ApiResources.REPLICA_SETS, KEY, DeleteOptions.BACKGROUND.withUid("other")));

    assertThat(e.isConflict()).isTrue();
    assertThat(client.get(ApiResources.REPLICA_SETS, KEY)).isPresent();
  }

  @Test
  void aLongListIsReadInPagesAndEveryItemHasItsKind() {
    for (int i = 0; i < 25; i++) {
      server.put("/api/v1/namespaces/shop/configmaps/c" + i, configMap("c" + i));
    }

    ObjectList list = client.list(ApiResources.CONFIG_MAPS, ListOptions.ALL.withLimit(10));

    assertThat(list.items()).hasSize(25).allMatch(item -> item.kind().equals("ConfigMap"));
    assertThat(list.items()).allMatch(item -> item.apiVersion().equals("v1"));
    assertThat(server.count("GET /api/v1/configmaps?limit=10")).isEqualTo(3);
  }

  @Test
  void selectorsAreSentAndEscaped() {
    client.list(
        ApiResources.CONFIG_MAPS,
        ListOptions.ALL.withNamespace("shop").withLabelSelector("a=b").withLimit(0));

    assertThat(server.requests())
        .containsExactly("GET /api/v1/namespaces/shop/configmaps?labelSelector=a%3Db");
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSaid() {
    server.refuse(2, 429, "0");

    assertThat(client.get(ApiResources.REPLICA_SETS, KEY)).isEmpty();
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aServerThatAsksForMuchPatienceIsLeftToTheCaller() {
    server.refuse(1, 429, "60");

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class, () -> client.get(ApiResources.REPLICA_SETS, KEY));

    assertThat(e.isTooBusy()).isTrue();
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(60));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFaultOfTheServerIsNotRetried() {
    server.refuse(1, 500, "");

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class, () -> client.get(ApiResources.REPLICA_SETS, KEY));

    assertThat(e.code()).isEqualTo(500);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aServerThatDoesNotAnswerIsUnreachableAfterTheTimeout() {
    server.silent(true);
    ClientSettings hasty = ClientSettings.DEFAULT.withRequestTimeout(Duration.ofMillis(300));
    try (ClientFactory hastyFactory = new ClientFactory(hasty);
        ApiClient hastyClient = hastyFactory.connect(server.connection())) {
      ApiClientException e =
          catchThrowableOfType(
              ApiClientException.class, () -> hastyClient.get(ApiResources.REPLICA_SETS, KEY));

      assertThat(e.isUnreachable()).isTrue();
      assertThat(e.reason()).isIn(ApiClientException.TIMEOUT, ApiClientException.UNREACHABLE);
    }
  }

  @Test
  void aServerThatIsAwayIsUnreachableAndMetAgainWhenItReturns() {
    client.get(ApiResources.REPLICA_SETS, KEY);
    server.pause();

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class, () -> client.get(ApiResources.REPLICA_SETS, KEY));
    assertThat(e.isUnreachable()).isTrue();

    server.resume();
    assertThat(client.get(ApiResources.REPLICA_SETS, KEY)).isEmpty();
  }

  @Test
  void connectionsThatDiedWithoutAWordAreMadeAnew() throws Exception {
    ClientSettings hasty = ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(1));
    try (FreezingProxy proxy = new FreezingProxy(server.port());
        ClientFactory hastyFactory = new ClientFactory(hasty);
        ApiClient hastyClient =
            hastyFactory.connect(
                new Connection(
                    "https://127.0.0.1:" + proxy.port(),
                    FakeApiServer.caPem(),
                    new Connection.Credential.Token("t")))) {
      await().ignoreExceptions().until(() -> hastyClient.getRaw("/whoami").length > 0);
      Watch watch = hastyClient.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1"));
      proxy.freezeWhatIsOpen();

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> hastyClient.getRaw("/whoami"))
            .isInstanceOfSatisfying(
                ApiClientException.class,
                e -> assertThat(e.reason()).isEqualTo(ApiClientException.TIMEOUT));
      }
      await().ignoreExceptions().until(() -> hastyClient.getRaw("/whoami").length > 0);
      assertThatThrownBy(() -> watch.next(Duration.ofSeconds(30)))
          .isInstanceOf(ApiClientException.class);
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTrusted() {
    Connection other =
        new Connection(server.url(), new Certificates().caPem(), new Connection.Credential.None());
    try (ApiClient stranger = factory.connect(other)) {
      assertThatThrownBy(() -> stranger.getRaw("/whoami"))
          .isInstanceOfSatisfying(
              ApiClientException.class, e -> assertThat(e.isUnreachable()).isTrue());
    }
  }

  @Test
  void requestsGoOverHttp2() {
    assertThat(text(client.getRaw("/whoami"))).isEqualTo("Bearer secret HTTP_2");
  }

  @Test
  void aClientCertificateIsShownWhateverFormItsKeyHas() {
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      Certificates.Identity identity = FakeApiServer.newClient("bob-" + algorithm, algorithm);
      for (String key : List.of(identity.pkcs8Pem(), identity.traditionalPem())) {
        Connection connection =
            new Connection(
                server.url(),
                FakeApiServer.caPem(),
                new Connection.Credential.Certificate(identity.certificatePem(), key));
        try (ApiClient bob = factory.connect(connection)) {
          assertThat(text(bob.getRaw("/whoami"))).startsWith("CN=bob-" + algorithm);
        }
      }
    }
  }

  @Test
  void aKubeconfigIsUnderstoodAsFileAsTextAndByContext(@TempDir Path directory) throws Exception {
    Certificates.Identity identity = FakeApiServer.newClient("carol", "EC");
    String text = kubeconfig(identity);
    Path file = Files.writeString(directory.resolve("config"), text);
    Files.writeString(directory.resolve("ca.crt"), FakeApiServer.caPem());

    try (ApiClient current = factory.fromKubeconfig(file);
        ApiClient named = factory.fromKubeconfig(file, "token")) {
      assertThat(text(current.getRaw("/whoami"))).startsWith("CN=carol");
      assertThat(text(named.getRaw("/whoami"))).startsWith("Bearer t0ken");
    }
    String inline =
        text.replace(
            "certificate-authority: ca.crt",
            "certificate-authority-data: " + base64(FakeApiServer.caPem()));
    try (ApiClient current = factory.fromKubeconfigText(inline)) {
      assertThat(text(current.getRaw("/whoami"))).startsWith("CN=carol");
    }
  }

  @Test
  void aKubeconfigWithoutTheContextIsRefused(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("config"), kubeconfig(FakeApiServer.newClient("carol", "EC")));

    assertThatThrownBy(() -> factory.fromKubeconfig(file, "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> factory.fromKubeconfig(directory.resolve("absent")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> factory.fromKubeconfigText("kind: Nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWatchDeliversWhatHappensAndEndsInOrder() {
    ApiObject first = server.put("/api/v1/namespaces/shop/configmaps/a", configMap("a"));
    Duration patience = Duration.ofSeconds(30);
    try (Watch watch =
        client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from(first.resourceVersion()))) {
      ApiObject second = server.put("/api/v1/namespaces/shop/configmaps/b", configMap("b"));
      assertThat(watch.next(patience)).isEqualTo(new WatchEvent.Added(second));
      server.put("/api/v1/namespaces/shop/configmaps/a", first.json());
      assertThat(watch.next(patience)).isInstanceOf(WatchEvent.Modified.class);
      server.remove("/api/v1/namespaces/shop/configmaps/b");
      assertThat(watch.next(patience)).isInstanceOf(WatchEvent.Deleted.class);
      server.sendToWatches(
          "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"77\"}}}");
      assertThat(watch.next(patience)).isEqualTo(new WatchEvent.Bookmark("77"));
      server.endWatches();
      assertThat(watch.next(patience)).isEqualTo(new WatchEvent.Ended());
    }
  }

  @Test
  void onlyTheManagedFieldsOfAnObjectAreLeftOutOfAWatch() {
    ApiObject first = server.put("/api/v1/namespaces/shop/configmaps/a", configMap("a"));
    ObjectNode spec =
        Json.parseObject(
            """
            {"managedFields": [1], "metadata": {"managedFields": {"of": "a template"}},
             "object": {"metadata": {"managedFields": "deeper"}}}
            """
                .getBytes(StandardCharsets.UTF_8));
    ObjectNode sent = configMap("b");
    sent.withObject("/metadata").putArray("managedFields").addObject().put("manager", "kubectl");
    sent.withObject("/metadata").put("after", "them");
    sent.set("spec", spec);
    try (Watch watch =
        client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from(first.resourceVersion()))) {
      server.put("/api/v1/namespaces/shop/configmaps/b", sent);

      assertThat(watch.next(Duration.ofSeconds(30)))
          .isInstanceOfSatisfying(
              WatchEvent.Added.class,
              added -> {
                ObjectNode json = added.object().json();
                assertThat(json.at("/metadata").propertyNames())
                    .contains("name", "after")
                    .doesNotContain("managedFields");
                assertThat(json.get("spec")).isEqualTo(spec);
              });
    }
  }

  @Test
  void anObjectComesWithoutItsManagedFields() {
    ApiObject given = new ApiObject(configMap("a"));
    given.metadata().putArray("managedFields").addObject().put("manager", "kubectl");

    ApiObject created = client.create(ApiResources.CONFIG_MAPS, given);

    assertThat(created.uid()).isNotEmpty();
    assertThat(created.metadata().has("managedFields")).isFalse();
    assertThat(client.get(ApiResources.CONFIG_MAPS, given.key())).contains(created);
    assertThat(client.getRaw("/api/v1/namespaces/shop/configmaps/a"))
        .asString()
        .contains("managedFields");
  }

  @Test
  void aLargeObjectComesThroughAWatchInOnePiece() {
    ObjectNode large = configMap("large");
    large.putObject("data").put("text", "x".repeat(900_000));
    try (Watch watch = client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1"))) {
      ApiObject stored = server.put("/api/v1/namespaces/shop/configmaps/large", large);

      assertThat(watch.next(Duration.ofSeconds(30))).isEqualTo(new WatchEvent.Added(stored));
    }
  }

  @Test
  void aWatchThatIsTooOldIsExpiredAtOnceOrLater() {
    server.put("/api/v1/namespaces/shop/configmaps/a", configMap("a"));
    server.compact();
    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class,
            () -> client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1")));
    assertThat(e.isExpired()).isTrue();

    try (Watch watch = client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("2"))) {
      server.sendToWatches(
          "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}");
      assertThatThrownBy(() -> watch.next(Duration.ofSeconds(30)))
          .isInstanceOfSatisfying(
              ApiClientException.class, later -> assertThat(later.isExpired()).isTrue());
    }
  }

  @Test
  void aWatchWhoseConnectionBreaksSaysSo() {
    try (Watch watch = client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1"))) {
      server.dropConnections();

      assertThatThrownBy(() -> watch.next(Duration.ofSeconds(30)))
          .isInstanceOfSatisfying(
              ApiClientException.class, e -> assertThat(e.isUnreachable()).isTrue());
    }
  }

  @Test
  void aSilentWatchIsGivenUpAfterThePatience() {
    try (Watch watch = client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1"))) {
      assertThatThrownBy(() -> watch.next(Duration.ofMillis(50)))
          .isInstanceOfSatisfying(
              ApiClientException.class, e -> assertThat(e.isUnreachable()).isTrue());
    }
  }

  @Test
  void aClosedWatchWakesItsReaderAndIsEndedAtTheServer() {
    Watch watch = client.watch(ApiResources.CONFIG_MAPS, WatchOptions.from("1"));
    assertThat(server.watches()).isEqualTo(1);
    watch.close();

    assertThatThrownBy(() -> watch.next(Duration.ofSeconds(30)))
        .isInstanceOfSatisfying(
            ApiClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ApiClientException.CLOSED));
    await().until(() -> server.watches() == 0);
  }

  @Test
  void nobodyReadsASecretInATextForPeople() {
    Connection connection = server.connection();
    assertThat(connection.toString() + connection.credential()).doesNotContain("secret");
  }

  private static ApiObject replicaSet(int replicas) {
    ApiObject object = ApiObject.of(ApiResources.REPLICA_SETS.kind(), "shop", "web");
    object.json().putObject("spec").put("replicas", replicas);
    return object;
  }

  private static ObjectNode configMap(String name) {
    return ApiObject.of(ApiResources.CONFIG_MAPS.kind(), "shop", name).json();
  }

  private String kubeconfig(Certificates.Identity identity) {
    return """
    apiVersion: v1
    kind: Config
    current-context: certificate
    contexts:
    - {name: certificate, context: {cluster: fake, user: carol}}
    - {name: token, context: {cluster: fake, user: dave}}
    clusters:
    - name: fake
      cluster:
        server: %s
        certificate-authority: ca.crt
    users:
    - name: carol
      user:
        client-certificate-data: %s
        client-key-data: %s
    - name: dave
      user: {token: t0ken}
    """
        .formatted(
            server.url(), base64(identity.certificatePem()), base64(identity.traditionalPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
