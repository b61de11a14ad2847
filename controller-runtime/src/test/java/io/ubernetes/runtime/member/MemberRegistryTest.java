package io.ubernetes.runtime.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ClientSettings;
import io.ubernetes.runtime.fake.Certificates;
import io.ubernetes.runtime.fake.FakeApiServer;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class MemberRegistryTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  static {
    Awaitility.setDefaultTimeout(LONG);
  }

  private FakeApiServer federation;
  private FakeApiServer one;
  private FakeApiServer two;
  private ClientFactory factory;
  private ApiClient client;
  private Informers informers;
  private MemberRegistry registry;
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    federation = new FakeApiServer();
    one = new FakeApiServer();
    two = new FakeApiServer();
    factory = new ClientFactory(ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(2)));
    client = factory.connect(federation.connection());
    informers = new Informers(client);
    BulkheadSettings settings =
        new BulkheadSettings(
            8, Duration.ofSeconds(1), 1000, 1000, 2, Duration.ofMillis(50), Duration.ofSeconds(1));
    registry = new MemberRegistry(informers, new MemberClients(factory, settings));
    registry.addListener(
        new MemberListener() {
          @Override
          public void onMemberAdded(Member member) {
            told.add("+" + member.cluster());
          }

          @Override
          public void onMemberRemoved(Member member) {
            told.add("-" + member.cluster());
          }
        });
  }

  @AfterEach
  void stop() {
    registry.close();
    informers.close();
    client.close();
    factory.close();
    List.of(federation, one, two).forEach(FakeApiServer::close);
  }

  @Test
  void clustersThatAreThereAreMembersOnceItIsSynced() throws InterruptedException {
    putSecret("one", Map.of("token", "t1"));
    putCluster("one", one, "one");
    putSecret("two", certificate("fed"));
    putCluster("two", two, "two");
    registry.start();

    assertThat(registry.awaitSynced(LONG)).isTrue();
    assertThat(registry.members()).hasSize(2);
    assertThat(whoami("one")).startsWith("Bearer t1");
    assertThat(whoami("two")).startsWith("CN=fed");
    assertThat(told).containsExactlyInAnyOrder("+one", "+two");
  }

  @Test
  void membersComeChangeAndGoWithTheirClustersAndSecrets() throws InterruptedException {
    registry.start();
    assertThat(registry.awaitSynced(LONG)).isTrue();
    putCluster("one", one, "cred");
    await().until(() -> registry.problem("one").isPresent());
    assertThat(registry.problem("one")).hasValueSatisfying(p -> assertThat(p).contains("cred"));

    putSecret("cred", Map.of("token", "t1"));
    await().until(() -> registry.member("one").isPresent());
    await().until(() -> registry.problem("one").isEmpty()); // forgotten once the member is made
    Member first = registry.member("one").orElseThrow();

    putSecret("cred", Map.of("token", "t2"));
    await().until(() -> registry.member("one").filter(m -> m != first).isPresent());
    assertThat(whoami("one")).startsWith("Bearer t2");

    federation.remove(clusterPath("one"));
    await().until(() -> registry.member("one").isEmpty());
    await().until(() -> told.size() >= 4); // listeners are told after the member is gone
    assertThat(told).containsExactly("+one", "-one", "+one", "-one");
  }

  @Test
  void aStatusUpdateOfAClusterLeavesItsMemberAlone() throws InterruptedException {
    putSecret("one", Map.of("token", "t1"));
    putCluster("one", one, "one");
    registry.start();
    assertThat(registry.awaitSynced(LONG)).isTrue();
    Member before = registry.member("one").orElseThrow();
    ApiObject cluster = federation.object(clusterPath("one")).orElseThrow();
    cluster.json().putObject("status").put("version", "v1.36.2");
    ApiObject stored = federation.put(clusterPath("one"), cluster.json());
    putCluster("marker", two, "one");
    await().until(() -> registry.member("marker").isPresent());

    assertThat(
            registry
                .clusters()
                .lister()
                .get(NamespacedName.clusterScoped("one"))
                .map(ApiObject::resourceVersion))
        .contains(stored.resourceVersion());
    assertThat(registry.member("one")).containsSame(before);
  }

  @Test
  void aCredentialThatCannotBeUsedIsAProblemThatDoesNotShowIt() throws InterruptedException {
    putSecret("bad", Map.of("tls.crt", "nonsense", "tls.key", "very-secret"));
    putCluster("one", one, "bad");
    registry.start();

    assertThat(registry.awaitSynced(LONG)).isTrue();
    assertThat(registry.member("one")).isEmpty();
    assertThat(registry.problem("one"))
        .hasValueSatisfying(problem -> assertThat(problem).doesNotContain("very-secret"));
  }

  @Test
  void aDeadMemberDoesNotDelayAnother() throws InterruptedException {
    twoMembers();
    one.silent(true);
    Map<String, Integer> done = new ConcurrentHashMap<>();
    AtomicInteger unreachable = new AtomicInteger();
    try (MemberControllers<String> controllers =
        new MemberControllers<>(
            "sync",
            2,
            (member, key) -> {
              try {
                member.client().get(ApiResources.CONFIG_MAPS, new NamespacedName("shop", key));
                done.merge(member.cluster(), 1, Integer::sum);
                return Result.DONE;
              } catch (ApiClientException e) {
                unreachable.incrementAndGet();
                return Result.failed(e);
              }
            })) {
      registry.addListener(controllers);
      for (int i = 0; i < 100; i++) {
        controllers.add("one", "k" + i);
        controllers.add("two", "k" + i);
      }

      await().until(() -> done.getOrDefault("two", 0) == 100);
      assertThat(done).doesNotContainKey("one");
      await().until(() -> unreachable.get() > 0);

      one.silent(false);
      await().until(() -> done.getOrDefault("one", 0) == 100);
    }
  }

  @Test
  void aDeadMembersCallsFailAtOnceUntilItAnswersAgain() throws InterruptedException {
    twoMembers();
    Member member = registry.member("one").orElseThrow();
    one.pause();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> member.client().getRaw("/whoami"))
          .isInstanceOf(ApiClientException.class);
    }
    assertThat(member.isReachable()).isFalse();
    ApiClientException e =
        catchThrowableOfType(ApiClientException.class, () -> member.client().getRaw("/whoami"));
    assertThat(e.isUnreachable()).isTrue();

    one.resume();
    await()
        .ignoreExceptionsMatching(ApiClientException.class::isInstance)
        .until(() -> member.client().getRaw("/whoami").length > 0);
    assertThat(member.isReachable()).isTrue();
  }

  @Test
  void aMembersInformersAreSharedAndEndWithIt() throws InterruptedException {
    twoMembers();
    Member member = registry.member("one").orElseThrow();
    Informer informer =
        member.informer("configmaps", ApiResources.CONFIG_MAPS, InformerOptions.ALL);
    assertThat(informer.awaitSynced(LONG)).isTrue();
    assertThat(member.informer("configmaps", ApiResources.CONFIG_MAPS, InformerOptions.ALL))
        .isSameAs(informer);
    await().until(() -> one.watches() == 1);

    federation.remove(clusterPath("one"));
    await().until(() -> one.watches() == 0);
  }

  private void twoMembers() throws InterruptedException {
    putSecret("cred", Map.of("token", "t"));
    putCluster("one", one, "cred");
    putCluster("two", two, "cred");
    registry.start();
    assertThat(registry.awaitSynced(LONG)).isTrue();
  }

  private String whoami(String cluster) {
    return new String(
        registry.member(cluster).orElseThrow().client().getRaw("/whoami"), StandardCharsets.UTF_8);
  }

  private void putCluster(String name, FakeApiServer server, String secret) {
    ObjectNode json = ApiObject.of(Federation.CLUSTER, "", name).json();
    ObjectNode spec = json.putObject("spec");
    spec.put("server", server.url());
    spec.putObject("credentialRef")
        .put("namespace", Federation.SYSTEM_NAMESPACE)
        .put("name", secret);
    federation.put(clusterPath(name), json);
  }

  private void putSecret(String name, Map<String, String> data) {
    ObjectNode json =
        ApiObject.of(ApiResources.SECRETS.kind(), Federation.SYSTEM_NAMESPACE, name).json();
    ObjectNode encoded = json.putObject("data");
    encoded.put("ca.crt", base64(FakeApiServer.caPem()));
    data.forEach((key, value) -> encoded.put(key, base64(value)));
    federation.put("/api/v1/namespaces/" + Federation.SYSTEM_NAMESPACE + "/secrets/" + name, json);
  }

  private static Map<String, String> certificate(String name) {
    Certificates.Identity identity = FakeApiServer.newClient(name, "EC");
    return Map.of("tls.crt", identity.certificatePem(), "tls.key", identity.pkcs8Pem());
  }

  private static String clusterPath(String name) {
    return "/apis/federation.ubernetes.io/v1beta1/clusters/" + name;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
