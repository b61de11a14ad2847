package io.ubernetes.runtime.informer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Sleeper;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.fake.FakeApiServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class InformerTest {

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  private FakeApiServer server;
  private ClientFactory factory;
  private ApiClient client;

  @BeforeEach
  void start() {
    server = new FakeApiServer();
    factory = new ClientFactory();
    client = factory.connect(server.connection());
  }

  @AfterEach
  void stop() {
    client.close();
    factory.close();
    server.close();
  }

  @Test
  void itHoldsWhatWasThereAndWhatComes() throws InterruptedException {
    put("a", "1");
    Recorder recorder = new Recorder();
    try (Informer informer = informer(InformerOptions.ALL).addHandler(recorder).start()) {
      assertThat(informer.awaitSynced(Duration.ofSeconds(30))).isTrue();
      assertThat(informer.lister().get(key("a"))).isPresent();
      assertThat(recorder.told).containsExactly("add a");

      put("b", "1");
      put("a", "2");
      server.remove(path("b"));

      await().until(() -> recorder.told.size() == 4);
      assertThat(recorder.told).containsExactly("add a", "add b", "update a 1 2", "delete b");
      assertThat(informer.lister().list("shop")).hasSize(1);
      assertThat(informer.lister().list("other")).isEmpty();
    }
  }

  @Test
  void anEndedWatchGoesOnWhereItWas() throws InterruptedException {
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      await().until(() -> server.watches() == 1);
      server.endWatches();
      put("a", "1");

      await().until(() -> informer.lister().get(key("a")).isPresent());
      assertThat(informer.health().relists()).isZero();
      assertThat(server.count("GET /api/v1/configmaps?limit")).isEqualTo(1);
    }
  }

  @Test
  void brokenConnectionsAreMadeAnewAndNothingIsMissed() throws InterruptedException {
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      for (int i = 0; i < 5; i++) {
        String name = "c" + i;
        await().until(() -> server.watches() == 1);
        server.dropConnections();
        put(name, "1");
        await().until(() -> informer.lister().get(key(name)).isPresent());
      }
      assertThat(informer.lister().size()).isEqualTo(5);
      assertThat(informer.health().relists()).isZero();
    }
  }

  @Test
  void whatHappenedBesideATooOldWatchIsFoundByListing() throws InterruptedException {
    put("stays", "1");
    put("changes", "1");
    put("goes", "1");
    Recorder recorder = new Recorder();
    try (Informer informer = informer(InformerOptions.ALL).addHandler(recorder).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      await().until(() -> server.watches() == 1);
      recorder.told.clear();

      server.pause();
      put("changes", "2");
      put("comes", "1");
      server.remove(path("goes"));
      server.compact();
      server.resume();

      await().until(() -> recorder.told.size() == 3);
      assertThat(recorder.told)
          .containsExactlyInAnyOrder("update changes 1 2", "add comes", "delete goes");
      await().until(() -> informer.health().relists() > 0); // counted after the handlers were told
      assertThat(informer.health().relists()).isEqualTo(1);
    }
  }

  @Test
  void anErrorEventWithCode410LeadsToAList() throws InterruptedException {
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      await().until(() -> server.watches() == 1);
      server.sendToWatches(
          "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}");

      await().until(() -> informer.health().relists() == 1);
    }
  }

  @Test
  void aBookmarkMovesTheVersionFromWhichItGoesOn() throws InterruptedException {
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      await().until(() -> server.watches() == 1);
      server.sendToWatches(
          "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"4711\"}}}");
      server.endWatches();

      await().until(() -> server.requests().stream().anyMatch(r -> r.contains("=4711&")));
    }
  }

  @Test
  void aSilentWatchIsOpenedAnewWithoutAList() throws InterruptedException {
    InformerOptions impatient = InformerOptions.ALL.withSilence(Duration.ofMillis(200));
    try (Informer informer = informer(impatient).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));

      await().until(() -> server.count("GET /api/v1/configmaps?watch") >= 3);
      assertThat(informer.health().relists()).isZero();
    }
  }

  @Test
  void whileTheServerIsAwayTheCopyStaysAndTheHealthSaysSo() throws InterruptedException {
    put("a", "1");
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      await().until(() -> informer.health().watching());
      server.pause();

      await().until(() -> !informer.health().watching());
      assertThat(informer.lister().get(key("a"))).isPresent();
      await().until(() -> !informer.health().lastError().isEmpty());

      server.resume();
      await().until(() -> informer.health().watching());
    }
  }

  @Test
  void aHandlerThatComesLaterIsToldOfEverything() throws InterruptedException {
    put("a", "1");
    Recorder recorder = new Recorder();
    try (Informer informer = informer(InformerOptions.ALL).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      informer.addHandler(recorder);

      assertThat(recorder.told).containsExactly("add a");
    }
  }

  @Test
  void aHandlerThatThrowsHarmsNobodyElse() throws InterruptedException {
    Recorder recorder = new Recorder();
    ChangeHandler broken =
        ChangeHandler.calling(object -> {
          throw new IllegalStateException("by the test");
        });
    try (Informer informer =
        informer(InformerOptions.ALL).addHandler(broken).addHandler(recorder).start()) {
      put("a", "1");

      await().until(() -> recorder.told.contains("add a"));
      assertThat(informer.awaitSynced(Duration.ofSeconds(30))).isTrue();
      assertThat(informer.health().synced()).isTrue();
    }
  }

  @Test
  void managedFieldsAndWhatTheTransformDropsAreNotKept() throws InterruptedException {
    ObjectNode object = configMap("a", "1");
    ((ObjectNode) object.get("metadata")).putArray("managedFields").addObject().put("a", 1);
    server.put(path("a"), object);
    InformerOptions options =
        InformerOptions.ALL.withTransform(o -> {
          o.json().remove("data");
          return o;
        });
    try (Informer informer = informer(options).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));

      ApiObject kept = informer.lister().get(key("a")).orElseThrow();
      assertThat(kept.json().has("data")).isFalse();
      assertThat(kept.metadata().has("managedFields")).isFalse();
    }
  }

  @Test
  void anIndexFollowsTheObjects() throws InterruptedException {
    put("a", "red");
    put("b", "red");
    InformerOptions options =
        InformerOptions.ALL.withIndex(
            "colour", object -> List.of(object.json().get("data").get("v").stringValue()));
    try (Informer informer = informer(options).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      assertThat(informer.lister().byIndex("colour", "red")).hasSize(2);

      put("b", "blue");
      await().until(() -> informer.lister().byIndex("colour", "blue").size() == 1);
      server.remove(path("a"));
      await().until(() -> informer.lister().byIndex("colour", "red").isEmpty());
    }
  }

  @Test
  void selectorsAreTheServersWork() throws InterruptedException {
    put("a", "1");
    put("b", "1");
    try (Informer informer =
        informer(InformerOptions.ALL.withFieldSelector("metadata.name=b")).start()) {
      informer.awaitSynced(Duration.ofSeconds(30));
      assertThat(informer.lister().list()).extracting(ApiObject::name).containsExactly("b");
    }
  }

  private Informer informer(InformerOptions options) {
    Sleeper soon = wait -> Thread.sleep(Duration.ofMillis(20));
    return new Informer(
        client, ApiResources.CONFIG_MAPS, options, InstantSource.system(), new Random(1), soon);
  }

  private void put(String name, String value) {
    server.put(path(name), configMap(name, value));
  }

  private static ObjectNode configMap(String name, String value) {
    ObjectNode json = ApiObject.of(ApiResources.CONFIG_MAPS.kind(), "shop", name).json();
    json.putObject("data").put("v", value);
    return json;
  }

  private static String path(String name) {
    return "/api/v1/namespaces/shop/configmaps/" + name;
  }

  private static NamespacedName key(String name) {
    return new NamespacedName("shop", name);
  }

  /// Writes down what it is told.
  private static final class Recorder implements ChangeHandler {

    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void onAdd(ApiObject object) {
      told.add("add " + object.name());
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      told.add("update " + after.name() + " " + value(before) + " " + value(after));
    }

    @Override
    public void onDelete(ApiObject last) {
      told.add("delete " + last.name());
    }

    private static String value(ApiObject object) {
      return object.json().get("data").get("v").stringValue();
    }
  }
}
