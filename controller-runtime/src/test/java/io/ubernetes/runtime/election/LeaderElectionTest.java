package io.ubernetes.runtime.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.fake.FakeApiServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {

  private static final String PATH =
      "/apis/coordination.k8s.io/v1/namespaces/federation-system/leases/scheduler";

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private FakeApiServer server;
  private ClientFactory factory;
  private ApiClient firstClient;
  private ApiClient secondClient;
  private final AtomicInteger leaders = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicReference<String> lastLeader = new AtomicReference<>("");

  @BeforeEach
  void start() {
    server = new FakeApiServer();
    factory = new ClientFactory();
    firstClient = factory.connect(server.connection());
    secondClient = factory.connect(server.connection());
  }

  @AfterEach
  void stop() {
    firstClient.close();
    secondClient.close();
    factory.close();
    server.close();
  }

  @Test
  void aSingleCandidateLeadsAndWritesWhatKubernetesExpects() {
    try (LeaderElection first = candidate("first", firstClient).start()) {
      await().until(first::isLeader);
      ApiObject lease = server.object(PATH).orElseThrow();
      assertThat(Json.text(lease.spec(), "holderIdentity")).isEqualTo("first");
      assertThat(Json.number(lease.spec(), 0, "leaseDurationSeconds")).isEqualTo(3);
      assertThat(Json.number(lease.spec(), -1, "leaseTransitions")).isZero();
      assertThat(Json.text(lease.spec(), "renewTime"))
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
      await().until(() -> first.leader().equals("first"));
    }
  }

  @Test
  void aLeaderThatClosesHandsOver() {
    LeaderElection first = candidate("first", firstClient).start();
    awaitLeading(first);
    try (LeaderElection second = candidate("second", secondClient).start()) {
      await().until(() -> second.leader().equals("first"));
      assertThat(second.isLeader()).isFalse();
      first.close();

      await().until(second::isLeader);
      assertThat(first.isLeader()).isFalse();
      ApiObject lease = server.object(PATH).orElseThrow();
      assertThat(Json.number(lease.spec(), 0, "leaseTransitions")).isEqualTo(1);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aLeaderThatCannotRenewStopsBeforeAnotherStarts() {
    try (LeaderElection first = candidate("first", firstClient).start()) {
      awaitLeading(first);
      try (LeaderElection second = candidate("second", secondClient).start()) {
        await().until(() -> second.leader().equals("first"));
        firstClient.close();

        await().until(second::isLeader);
        assertThat(first.isLeader()).isFalse();
      }
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aServerThatHangsCostsTheLeadershipInTimeAndItComesBack() {
    try (LeaderElection first = candidate("first", firstClient).start()) {
      awaitLeading(first);
      server.silent(true);

      await().until(() -> leaders.get() == 0);
      assertThat(first.isLeader()).isFalse();

      server.silent(false);
      await().until(() -> leaders.get() == 1 && first.isLeader());
    }
  }

  @Test
  void aLeaseThatSomebodyTakesAwayEndsTheLeadershipAtOnce() {
    try (LeaderElection first = candidate("first", firstClient).start()) {
      awaitLeading(first);
      ApiObject lease = server.object(PATH).orElseThrow();
      new LeaseRecord("thief", 3600, "", "2026-01-01T00:00:00.000000Z", 7).writeTo(lease);
      server.put(PATH, lease.json());

      await().until(() -> leaders.get() == 0);
      await().until(() -> first.leader().equals("thief"));
      assertThat(first.isLeader()).isFalse();
    }
  }

  @Test
  void aDeletedLeaseIsMadeAnew() {
    try (LeaderElection first = candidate("first", firstClient).start()) {
      awaitLeading(first);
      server.remove(PATH);

      await().until(() -> server.object(PATH).isPresent());
      assertThat(most).hasValue(1);
    }
  }

  /// A candidate knows that it leads before its callback, on a thread of its own, was told.
  private void awaitLeading(LeaderElection candidate) {
    await().until(() -> candidate.isLeader() && leaders.get() == 1);
  }

  private LeaderElection candidate(String identity, ApiClient client) {
    ElectionSettings settings =
        new ElectionSettings(
            new NamespacedName("federation-system", "scheduler"),
            identity,
            Duration.ofSeconds(3),
            Duration.ofMillis(1500),
            Duration.ofMillis(100));
    return new LeaderElection(
        client,
        settings,
        new LeaderCallbacks() {
          @Override
          public void onStartedLeading() {
            int now = leaders.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
          }

          @Override
          public void onStoppedLeading() {
            leaders.decrementAndGet();
          }

          @Override
          public void onNewLeader(String leader) {
            lastLeader.set(leader);
          }
        });
  }
}
