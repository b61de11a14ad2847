package io.ubernetes.scheduler;

import static io.ubernetes.scheduler.TestFederation.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiResources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WhatIfTest {
  private static final GroupVersionKind REPLICA_SET = PropagatedKinds.REPLICA_SETS.kind();
  private final TestFederation federation = new TestFederation();

  @AfterEach
  void close() {
    federation.close();
  }

  @Test
  void itTellsWhatTheLossOfAClusterMovesAndChangesNothing() throws InterruptedException {
    twoWorkloads();
    int writes = federation.api.writes(ApiResources.PLACEMENTS);
    List<WhatIf.Answer> answers = whatIf().clusterLoss("a");
    assertThat(answers).allMatch(WhatIf.Answer::changes);
    assertThat(answers).extracting(a -> a.object().name()).containsExactly("db", "web");
    int there = 0;
    int unplaced = 0;
    for (WhatIf.Answer answer : answers) {
      PlacementSpec then = answer.after().orElseThrow();
      assertThat(Current.assigned(then)).containsOnlyKeys("b");
      there += Current.assigned(then).getOrDefault("b", 0);
      unplaced += then.unplaced() == null ? 0 : then.unplaced();
    }
    assertThat(there).as("both share the room of b").isEqualTo(10);
    assertThat(unplaced).isEqualTo(4);
    assertThat(federation.api.writes(ApiResources.PLACEMENTS)).isEqualTo(writes);
  }

  @Test
  void itTellsWhatAPolicyMoves() throws InterruptedException {
    twoWorkloads();
    ApiObject policy = ApiObject.of(Federation.PROPAGATION_POLICY, "default", "p");
    policy
        .json()
        .set(
            "spec",
            TestFederation.json(
                "{\"resourceSelectors\": [{\"apiVersion\": \"apps/v1\", \"kind\": \"ReplicaSet\","
                    + " \"name\": \"web\"}], \"clusterAffinity\": {\"exclude\": [\"a\"]}}"));
    List<WhatIf.Answer> answers = whatIf().policy(policy);
    assertThat(answers).extracting(a -> a.object().name()).containsExactly("web");
    assertThat(Current.assigned(answers.getFirst().after().orElseThrow())).containsOnlyKeys("b");
    assertThat(federation.placed("web")).containsKey("a");
  }

  @Test
  void itTellsWhereMoreReplicasWouldGoAndExplainsEachCluster() throws InterruptedException {
    twoWorkloads();
    WhatIf.Answer more = whatIf().scale(REPLICA_SET, key("web"), 12).orElseThrow();
    assertThat(more.after().orElseThrow().unplaced()).isZero();
    assertThat(more.moved()).isEqualTo(4);
    WhatIf.Answer now = whatIf().explain(REPLICA_SET, key("web")).orElseThrow();
    assertThat(now.changes()).isFalse();
    assertThat(now.after().orElseThrow().decisions()).hasSize(2);
    assertThat(whatIf().explain(REPLICA_SET, key("none"))).isEmpty();
  }

  @Test
  void kindsThatAreNotCarriedYetAreDecidedTheSame() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.start();
    ApiObject set = TestFederation.replicaSet("default", "db", 4);
    set.json().put("kind", "StatefulSet");
    WhatIf.Answer answer = whatIf().preview(set);
    assertThat(answer.after().orElseThrow().destClusters())
        .extracting(PlacementSpec.DestCluster::ordinalsStart)
        .containsExactlyInAnyOrder(0, 2);
    ApiObject daemons = TestFederation.replicaSet("default", "agent", 1);
    daemons.json().put("kind", "DaemonSet");
    assertThat(Current.assigned(whatIf().preview(daemons).after().orElseThrow()))
        .isEqualTo(Map.of("a", 0, "b", 0));
  }

  /// Eight and six replicas in two clusters with room for ten each.
  private void twoWorkloads() throws InterruptedException {
    federation.cluster("a", 10);
    federation.cluster("b", 10);
    federation.start();
    federation.create("web", 8);
    federation.awaitPlaced("web", Map.of("a", 4, "b", 4));
    federation.create("db", 6);
    federation.awaitPlaced("db", Map.of("a", 3, "b", 3));
  }

  private WhatIf whatIf() {
    return WhatIf.read(federation.api, SchedulerConfig.DEFAULT, Instant.now());
  }
}
