package io.ubernetes.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.BuiltInRoles;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.http.EdgeOptions;
import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.http.HttpEdge;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.election.ElectionSettings;
import io.ubernetes.runtime.election.LeaderCallbacks;
import io.ubernetes.runtime.election.LeaderElection;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The client against our own API server, whose answers are held to those of Kubernetes elsewhere.
class OwnServerTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  static {
    Awaitility.setDefaultTimeout(LONG);
  }

  private static final List<AutoCloseable> parts = new ArrayList<>();
  private static ApiClient client;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    InstantSource clock = InstantSource.system();
    CertificateAuthority authority = CertificateAuthority.open(data, clock);
    Store store = own(EmbeddedStore.open(data.resolve("store")));
    AccessControl access =
        new AccessControl(
            new ClientCertificateAuthenticator(List.of(authority.certificate()), clock),
            BuiltInRoles.authorizer(),
            AccessControl.Anonymous.UNAUTHORIZED);
    ApiServer api =
        own(
            new ApiServer(
                new ApiServer.Options(
                    BuiltinKinds.all(),
                    Set.of("default", "shop", "federation-system"),
                    new VersionInfo("1", "36", "v1.36.2"),
                    "127.0.0.1:0",
                    access,
                    Environment.real(attributes -> {})),
                store));
    api.start();
    EventLoops loops = own(EventLoops.start());
    HttpEdge edge =
        own(
            HttpEdge.start(
                loops,
                EdgeOptions.at("127.0.0.1", 0),
                authority.serverCredential(data.resolve("server.pem"), List.of("127.0.0.1")),
                api));
    Path kubeconfig = data.resolve("admin.kubeconfig");
    authority.ensureKubeconfig(
        kubeconfig, "https://127.0.0.1:" + edge.port(), "admin", List.of(BuiltInRoles.MASTERS));
    client = own(own(new ClientFactory()).fromKubeconfig(kubeconfig));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  @Test
  void itIsReadyAndTellsItsVersion() {
    assertThat(new String(client.getRaw("/readyz"), StandardCharsets.UTF_8)).startsWith("ok");
    assertThat(Json.text(Json.parseObject(client.getRaw("/version")), "gitVersion"))
        .isEqualTo("v1.36.2");
  }

  @Test
  void anObjectGoesThroughItsLife() {
    ApiObject created = client.create(ApiResources.CONFIG_MAPS, configMap("life", "1"));
    assertThat(created.uid()).isNotEmpty();
    NamespacedName key = created.key();
    assertThat(client.get(ApiResources.CONFIG_MAPS, key)).contains(created);

    ApiObject changed = created.copy();
    ((ObjectNode) changed.json().get("data")).put("v", "2");
    ApiObject updated = client.update(ApiResources.CONFIG_MAPS, changed);
    ApiClientException stale =
        catchThrowableOfType(
            ApiClientException.class, () -> client.update(ApiResources.CONFIG_MAPS, changed));
    assertThat(stale.isConflict()).isTrue();
    ApiClientException twice =
        catchThrowableOfType(
            ApiClientException.class,
            () -> client.create(ApiResources.CONFIG_MAPS, configMap("life", "1")));
    assertThat(twice.isAlreadyExists()).isTrue();

    ApiClientException otherUid =
        catchThrowableOfType(
            ApiClientException.class,
            () ->
                client.delete(
                    ApiResources.CONFIG_MAPS, key, DeleteOptions.BACKGROUND.withUid("other")));
    assertThat(otherUid.isConflict()).isTrue();
    assertThat(
            client.delete(
                ApiResources.CONFIG_MAPS, key, DeleteOptions.BACKGROUND.withUid(updated.uid())))
        .isInstanceOf(Deletion.Deleted.class);
    assertThat(client.delete(ApiResources.CONFIG_MAPS, key)).isEqualTo(new Deletion.NotFound());
    assertThat(client.get(ApiResources.CONFIG_MAPS, key)).isEmpty();
  }

  @Test
  void aFinalizerKeepsADeletedObject() {
    ApiObject held = configMap("held", "1");
    held.metadata().putArray("finalizers").add("example.com/hold");
    client.create(ApiResources.CONFIG_MAPS, held);

    assertThat(client.delete(ApiResources.CONFIG_MAPS, held.key()))
        .isInstanceOfSatisfying(
            Deletion.Terminating.class, d -> assertThat(d.object().isTerminating()).isTrue());
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putNull("finalizers");
    client.patch(ApiResources.CONFIG_MAPS, held.key(), new Patch.Merge(patch));
    assertThat(client.get(ApiResources.CONFIG_MAPS, held.key())).isEmpty();
  }

  @Test
  void allKindsOfPatchesAreUnderstood() {
    client.create(ApiResources.CONFIG_MAPS, configMap("patched", "1"));
    NamespacedName key = new NamespacedName("shop", "patched");
    ObjectNode merge = Json.object();
    merge.putObject("data").put("merge", "m");
    client.patch(ApiResources.CONFIG_MAPS, key, new Patch.Merge(merge));
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations.addObject().put("op", "add").put("path", "/data/json").put("value", "j");
    client.patch(ApiResources.CONFIG_MAPS, key, new Patch.Json(operations));
    ObjectNode strategic = Json.object();
    strategic.putObject("data").put("strategic", "s");
    ApiObject last = client.patch(ApiResources.CONFIG_MAPS, key, new Patch.Strategic(strategic));

    assertThat(Json.strings(last.json().get("data")).keySet())
        .containsExactly("json", "merge", "strategic", "v");
  }

  @Test
  void anApplyConflictsWithAnotherManagerUnlessItTakesOver() {
    client.apply(ApiResources.CONFIG_MAPS, configMap("applied", "1"), ApplyOptions.of("somebody"));

    ApiClientException conflict =
        catchThrowableOfType(
            ApiClientException.class,
            () ->
                client.apply(
                    ApiResources.CONFIG_MAPS,
                    configMap("applied", "2"),
                    ApplyOptions.of("ubernetes")));
    assertThat(conflict.isConflict()).isTrue();
    ApiObject taken =
        client.apply(
            ApiResources.CONFIG_MAPS, configMap("applied", "2"), ApplyOptions.forced("ubernetes"));
    assertThat(Json.text(taken.json(), "data", "v")).isEqualTo("2");
  }

  @Test
  void aDryRunLeavesNothing() {
    ApiObject answered =
        client.create(
            ApiResources.CONFIG_MAPS,
            configMap("dry", "1"),
            WriteOptions.NONE.withMode(WriteOptions.Mode.DRY_RUN));

    assertThat(answered.uid()).isNotEmpty();
    assertThat(client.get(ApiResources.CONFIG_MAPS, answered.key())).isEmpty();
  }

  @Test
  void aListIsReadInPages() {
    for (int i = 0; i < 12; i++) {
      ApiObject object = configMap("page-" + i, "1");
      object.metadata().putObject("labels").put("in", "pages");
      client.create(ApiResources.CONFIG_MAPS, object);
    }
    ObjectList list =
        client.list(
            ApiResources.CONFIG_MAPS, ListOptions.ALL.withLabelSelector("in=pages").withLimit(5));

    assertThat(list.items()).hasSize(12).allMatch(item -> item.kind().equals("ConfigMap"));
    assertThat(list.resourceVersion()).isNotEmpty();
  }

  @Test
  void anInvalidObjectIsRefusedWithItsCauses() {
    ApiObject bad = ApiObject.of(ApiResources.REPLICA_SETS.kind(), "shop", "bad");
    bad.json().putObject("spec").put("replicas", -1);

    ApiClientException e =
        catchThrowableOfType(
            ApiClientException.class, () -> client.create(ApiResources.REPLICA_SETS, bad));
    assertThat(e.isInvalid()).isTrue();
    assertThat(e.reason()).isEqualTo("Invalid");
    assertThat(e.details()).isPresent();
  }

  @Test
  void anInformerFollowsWhatHappens() throws InterruptedException {
    client.create(ApiResources.CONFIG_MAPS, configMap("seen-1", "1"));
    try (Informer informer =
        new Informer(client, ApiResources.CONFIG_MAPS, InformerOptions.ALL.withNamespace("shop"))
            .start()) {
      assertThat(informer.awaitSynced(LONG)).isTrue();
      NamespacedName first = new NamespacedName("shop", "seen-1");
      assertThat(informer.lister().get(first)).isPresent();
      client.create(ApiResources.CONFIG_MAPS, configMap("seen-2", "1"));
      client.delete(ApiResources.CONFIG_MAPS, first);

      await().until(() -> informer.lister().get(first).isEmpty());
      assertThat(informer.lister().get(new NamespacedName("shop", "seen-2"))).isPresent();
    }
  }

  @Test
  void aLeaderIsElectedAndHandsOver() {
    LeaderElection first = candidate("first").start();
    await().until(first::isLeader);
    try (LeaderElection second = candidate("second").start()) {
      await().until(() -> second.leader().equals("first"));
      first.close();
      await().until(second::isLeader);
    }
  }

  @Test
  void eventsAreWrittenAndCounted() {
    ApiObject about = client.create(ApiResources.CONFIG_MAPS, configMap("eventful", "1"));
    try (EventRecorder recorder =
        new EventRecorder(client, "federation.ubernetes.io/test", "here")) {
      recorder.record(about, EventType.WARNING, "Strange", "Testing", "something is strange");
      recorder.record(about, EventType.WARNING, "Strange", "Testing", "something is strange");

      await()
          .until(() ->
              client
                  .list(ApiResources.EVENTS, ListOptions.ALL.withNamespace("shop"))
                  .items()
                  .stream()
                  .filter(event -> event.name().startsWith("eventful."))
                  .anyMatch(event -> Json.number(event.json(), 0, "series", "count") == 2));
      assertThat(recorder.metrics().failed()).isZero();
    }
  }

  private static LeaderElection candidate(String identity) {
    return new LeaderElection(
        client,
        new ElectionSettings(
            new NamespacedName("federation-system", "test"),
            identity,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(100)),
        new LeaderCallbacks() {
          @Override
          public void onStartedLeading() {}

          @Override
          public void onStoppedLeading() {}
        });
  }

  private static ApiObject configMap(String name, String value) {
    ApiObject object = ApiObject.of(ApiResources.CONFIG_MAPS.kind(), "shop", name);
    object.json().putObject("data").put("v", value);
    return object;
  }

  private static <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }
}
