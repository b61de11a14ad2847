package io.ubernetes.runtime.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ClientSettings;
import io.ubernetes.runtime.fake.FakeApiServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  private FakeApiServer server;
  private ClientFactory factory;
  private ApiClient client;
  private EventRecorder recorder;
  private ApiObject web;

  @BeforeEach
  void start() {
    server = new FakeApiServer();
    factory = new ClientFactory(ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(2)));
    client = factory.connect(server.connection());
    recorder = new EventRecorder(client, "federation.ubernetes.io/scheduler", "here");
    web = ApiObject.of(ApiResources.REPLICA_SETS.kind(), "shop", "web");
    web.metadata().put("uid", "u-1").put("resourceVersion", "7");
  }

  @AfterEach
  void stop() {
    recorder.close();
    client.close();
    factory.close();
    server.close();
  }

  @Test
  void whatHappenedStandsInAnEventAboutTheObject() {
    recorder.record(web, EventType.NORMAL, "Scheduled", "Placing", "2 to a, 3 to b");

    await().until(() -> events().size() == 1);
    ApiObject event = events().getFirst();
    assertThat(event.namespace()).isEqualTo("shop");
    assertThat(event.name()).startsWith("web.");
    assertThat(Json.text(event.json(), "regarding", "uid")).isEqualTo("u-1");
    assertThat(Json.text(event.json(), "regarding", "apiVersion")).isEqualTo("apps/v1");
    assertThat(Json.text(event.json(), "note")).isEqualTo("2 to a, 3 to b");
    assertThat(Json.text(event.json(), "reason")).isEqualTo("Scheduled");
    assertThat(Json.text(event.json(), "type")).isEqualTo("Normal");
    assertThat(Json.text(event.json(), "reportingController"))
        .isEqualTo("federation.ubernetes.io/scheduler");
  }

  @Test
  void theSameAgainIsCountedAndNotRepeated() {
    for (int i = 0; i < 5; i++) {
      recorder.record(web, EventType.WARNING, "NoRoom", "Placing", "no room for 2");
    }
    // The recorder counts what it has written a little after the server shows it.
    await().until(() -> recorder.metrics().written() == 2);
    assertThat(events())
        .singleElement()
        .satisfies(event ->
            assertThat(Json.number(event.json(), 0, "series", "count")).isGreaterThanOrEqualTo(2));
  }

  @Test
  void oneObjectCannotFillTheServer() {
    for (int i = 0; i < 100; i++) {
      recorder.record(web, EventType.NORMAL, "Changed", "Syncing", "number " + i);
    }
    await().until(() -> recorder.metrics().limited() == 75);
    assertThat(events()).hasSize(25);
  }

  @Test
  void aServerThatHangsHoldsUpNobody() {
    server.silent(true);
    for (int i = 0; i < 3000; i++) {
      recorder.record(web, EventType.NORMAL, "Changed", "Syncing", "number " + i);
    }
    assertThat(recorder.metrics().recorded()).isEqualTo(3000);
    assertThat(recorder.metrics().dropped()).isGreaterThan(1000);
  }

  @Test
  void anEventAboutAClusterScopedObjectIsInTheDefaultNamespace() {
    ApiObject cluster = ApiObject.of(ApiResources.CLUSTERS.kind(), "", "one");
    recorder.record(cluster, EventType.WARNING, "Unreachable", "Probing", "it does not answer");

    await().until(() -> events().size() == 1);
    assertThat(events().getFirst().namespace()).isEqualTo("default");
  }

  private List<ApiObject> events() {
    return client.list(ApiResources.EVENTS).items();
  }
}
