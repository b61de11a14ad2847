package io.ubernetes.apimachinery.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.http.Departure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of requests under the policy that Kubernetes' servers begin with.
class FlowControlTest {
  private static final Attributes LIST_PODS =
      new Attributes.OfResource("list", "", "pods", "", "", "");

  private final FlowControl control = FlowControl.of(10, Duration.ofMillis(50));

  @AfterEach
  void close() {
    control.close();
  }

  @ParameterizedTest
  @CsvSource({
    "admin, system:masters, update, pods, exempt",
    "system:node:a, system:nodes, update, nodes/status, system-node-high",
    "system:node:a, system:nodes, list, pods, system-nodes",
    "system:kube-scheduler, x, update, leases, system-leader-election",
    "system:kube-scheduler, x, list, pods, kube-scheduler",
    "system:kube-controller-manager, x, list, pods, kube-controller-manager",
    "system:serviceaccount:kube-system:a, system:serviceaccounts, list, pods,"
        + " kube-system-service-accounts",
    "system:serviceaccount:team:a, system:serviceaccounts, list, pods, service-accounts",
    "alice, x, list, pods, global-default",
    "system:anonymous, system:unauthenticated, list, pods, global-default"
  })
  void eachRequestHasItsFlowSchema(
      String user, String group, String verb, String resource, String schema) {
    Identity identity = Identity.of(user, group, Identity.AUTHENTICATED);
    String apiGroup = resource.equals("leases") ? "coordination.k8s.io" : "";
    String[] parts = resource.split("/");
    Attributes attributes =
        new Attributes.OfResource(
            verb, apiGroup, parts[0], parts.length > 1 ? parts[1] : "", "kube-system", "a");
    assertThat(schemaOf(identity, attributes)).isEqualTo(schema);
  }

  @Test
  void healthIsAnsweredToEverybody() {
    for (String path : List.of("/healthz", "/livez", "/readyz")) {
      assertThat(schemaOf(Identity.ANONYMOUS, new Attributes.OfPath("get", path)))
          .isEqualTo("probes");
    }
    assertThat(schemaOf(Identity.ANONYMOUS, new Attributes.OfPath("get", "/metrics")))
        .isEqualTo("global-default");
  }

  private static String schemaOf(Identity identity, Attributes attributes) {
    BootstrapPolicy bootstrap = BootstrapPolicy.kubernetes();
    return bootstrap.schemaValues().stream()
        .sorted(FlowSchema.ORDER)
        .filter(schema -> schema.covers(identity, attributes))
        .findFirst()
        .orElseThrow()
        .name();
  }

  @Test
  void whoIsExemptIsServedWhenNobodyElseIs() {
    Identity user = Identity.of("alice", Identity.AUTHENTICATED);
    List<Admitted.Seated> seated = new ArrayList<>();
    Admitted last = control.enter(user, LIST_PODS, 1, new Departure());
    while (last instanceof Admitted.Seated seat) {
      seated.add(seat);
      last = control.enter(user, LIST_PODS, 1, new Departure());
    }
    assertThat(seated).hasSizeBetween(1, 10);
    assertThat(last).isInstanceOf(Admitted.Refused.class);
    Identity admin = Identity.of("admin", Identity.MASTERS);
    for (int i = 0; i < 100; i++) {
      assertThat(control.enter(admin, LIST_PODS, 10, new Departure()))
          .isInstanceOf(Admitted.Seated.class);
    }

    seated.forEach(Admitted.Seated::leave);

    assertThat(control.enter(user, LIST_PODS, 1, new Departure()))
        .isInstanceOf(Admitted.Seated.class);
  }

  @Test
  void metricsTellWhoWasServedAndWhoWasSentAway() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    control.show(registry);
    Identity user = Identity.of("alice", Identity.AUTHENTICATED);
    int served = 0;
    while (control.enter(user, LIST_PODS, 1, new Departure()) instanceof Admitted.Seated) {
      served++;
    }
    assertThat(value(registry, "dispatched.requests", Map.of())).isEqualTo(served);
    assertThat(value(registry, "current.executing.seats", Map.of())).isEqualTo(served);
    assertThat(value(registry, "rejected.requests", Map.of("reason", "time-out"))).isEqualTo(1);
  }

  private static double value(SimpleMeterRegistry registry, String name, Map<String, String> more) {
    var search = registry.get("apiserver.flowcontrol." + name).tag("flow_schema", "global-default");
    more.forEach(search::tag);
    return search.meter().measure().iterator().next().getValue();
  }

  @Test
  void aPolicyThatChangesForgetsTheNumbersOfWhatIsGone() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    control.show(registry);
    BootstrapPolicy bootstrap = BootstrapPolicy.kubernetes();
    control.use(
        bootstrap.schemaValues().stream()
            .filter(s -> !s.name().equals("probes") && !s.level().equals("node-high"))
            .toList(),
        bootstrap.levelValues().stream().filter(l -> !l.name().equals("node-high")).toList());
    assertThat(registry.getMeters().stream().map(meter -> meter.getId().toString()).toList())
        .noneMatch(id -> id.contains("probes"))
        .filteredOn(id -> id.contains("limit.seats"))
        .noneMatch(id -> id.contains("node-high"))
        .anyMatch(id -> id.contains("workload-high"));
  }

  @Test
  void largeListsTakeMoreSeats() {
    assertThat(FlowControl.width(0)).isEqualTo(1);
    assertThat(FlowControl.width(2_000)).isEqualTo(4);
    assertThat(FlowControl.width(1_000_000)).isEqualTo(10);
  }

  @Test
  void thePagesShowLevelsAndQueues() {
    String folder = "/debug/api_priority_and_fairness/";
    assertThat(control.page(folder + "dump_priority_levels").orElseThrow())
        .startsWith("PriorityLevelName, ")
        .contains("\nworkload-low, 0, true, 0, 0, ");
    assertThat(control.page(folder + "dump_queues").orElseThrow())
        .contains("\nglobal-default, 127, 0, 0, 0, 0\n");
    assertThat(control.page(folder + "nothing")).isEmpty();
  }
}
