package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// More important objects are placed first, and others make way where the policy says so.
class PriorityTest extends OnADecider {

  private static final ObjectRef LOW = ref("batch");
  private static final ObjectRef MIDDLE = ref("jobs");

  @BeforeEach
  void classes() {
    priorityClass("high", "\"value\": 1000");
    priorityClass("polite", "\"value\": 1000, \"preemptionPolicy\": \"Never\"");
    priorityClass("middle", "\"value\": 10");
  }

  @Test
  void lessImportantReplicasMakeWayAndDoNotComeBackWhileTheirPodsEnd() {
    preempting("web");
    cluster("a", 10, "True");
    Current low = settle(LOW, "", 8, Current.NONE, 2);
    Decider.Decided decided = decide(WEB, "high", 5, Current.NONE);
    Current web = current(decided, Current.NONE);
    assertThat(web.assigned()).isEqualTo(Map.of("a", 5));
    assertThat(decided.concerned()).containsExactly(LOW);
    assertThat(decision(decided).message())
        .isEqualTo("in the place of less important replicas: 3 of ReplicaSet default/batch");

    Decider.Decided taken = decide(LOW, "", 8, low);
    Current less = current(taken, low);
    assertThat(less.assigned()).isEqualTo(Map.of("a", 5));
    assertThat(decision(taken).reason()).isEqualTo("MadeWay");
    assertThat(decision(taken).message())
        .isEqualTo("3 replicas made way for the more important ReplicaSet default/web");
    assertThat(taken.concerned()).isEmpty();
    // Its pods still run, and those of the other wait: it does not take its place back.
    assertThat(current(decide(LOW, "", 8, less), less).assigned()).isEqualTo(Map.of("a", 5));
    assertThat(current(decide(WEB, "high", 5, web), web).assigned()).isEqualTo(Map.of("a", 5));
    // Three pods have ended and the five run: nothing more happens, and it is still told.
    pass(Duration.ofSeconds(1));
    less = report(LOW, less, Map.of("a", 5), Map.of("a", 5));
    web = report(WEB, web, Map.of("a", 5), Map.of("a", 5));
    pass(Duration.ofSeconds(1));
    cluster("a", 0, "True");
    Decider.Decided rest = decide(LOW, "", 8, less);
    assertThat(current(rest, less).assigned()).isEqualTo(Map.of("a", 5));
    assertThat(decision(rest).reason()).isEqualTo("MadeWay");
    assertThat(rest.concerned()).isEmpty();
    Decider.Decided same = decide(WEB, "high", 5, web);
    assertThat(current(same, web).assigned()).isEqualTo(Map.of("a", 5));
    assertThat(decision(same).message()).contains("3 of ReplicaSet default/batch");
  }

  @Test
  void afterARestartWhatWasTakenBackStaysTaken() {
    preempting("web");
    cluster("a", 10, "True");
    Current low = settle(LOW, "", 8, Current.NONE, 2);
    Current web = current(decide(WEB, "high", 5, Current.NONE), Current.NONE);
    Current less = current(decide(LOW, "", 8, low), low);
    decider = new Decider(CONFIG, () -> now);
    classes();
    preempting("web");
    cluster("a", 2, "True");
    decider.restore(WEB, workload(WEB, "high", 5), web);
    decider.restore(LOW, workload(LOW, "", 8), less);
    assertThat(current(decide(LOW, "", 8, less), less).assigned()).isEqualTo(Map.of("a", 5));
  }

  @Test
  void theLeastImportantMakeWayFirstAndOthersOnlyAsFarAsNeeded() {
    preempting("web");
    cluster("a", 10, "True");
    Current low = settle(LOW, "", 4, Current.NONE, 6);
    Current middle = settle(MIDDLE, "middle", 6, Current.NONE, 0);
    Decider.Decided decided = decide(WEB, "high", 6, Current.NONE);
    assertThat(decided.concerned()).containsExactlyInAnyOrder(LOW, MIDDLE);
    assertThat(current(decide(LOW, "", 4, low), low).assigned()).isEmpty();
    assertThat(current(decide(MIDDLE, "middle", 6, middle), middle).assigned())
        .isEqualTo(Map.of("a", 4));
  }

  @Test
  void nobodyMakesWayWithoutLeaveOfThePolicyAndOfTheClass() {
    cluster("a", 10, "True");
    settle(LOW, "", 8, Current.NONE, 2);
    assertThat(current(decide(WEB, "high", 5, Current.NONE), Current.NONE).assigned())
        .isEqualTo(Map.of("a", 2));
    preempting("web");
    assertThat(current(decide(WEB, "polite", 5, Current.NONE), Current.NONE).assigned())
        .isEqualTo(Map.of("a", 2));
    assertThat(current(decide(WEB, "", 5, Current.NONE), Current.NONE).assigned())
        .isEqualTo(Map.of("a", 2));
  }

  @Test
  void whatAPolicyPromisesIsKept() {
    preempting("web");
    decider.policyChanged(
        policy("batch", "\"replicas\": {\"clusters\": {\"a\": {\"minReplicas\": 6}}}"));
    cluster("a", 10, "True");
    settle(LOW, "", 8, Current.NONE, 2);
    assertThat(current(decide(WEB, "high", 9, Current.NONE), Current.NONE).assigned())
        .isEqualTo(Map.of("a", 4));
  }

  @Test
  void roomThatOpensUpIsLeftToTheMoreImportantWhoeverLooksFirst() {
    cluster("a", 2, "True");
    Current low = current(decide(LOW, "", 2, Current.NONE), Current.NONE);
    Current high = current(decide(WEB, "high", 3, Current.NONE), Current.NONE);
    Current more = current(decide(LOW, "", 9, low), low);
    assertThat(high.assigned()).isEmpty();
    assertThat(more.assigned()).isEqualTo(Map.of("a", 2));
    pass(Duration.ofSeconds(1));
    assertThat(cluster("a", 6, "True").onRoom()).containsExactlyInAnyOrder(LOW, WEB);
    more = current(decide(LOW, "", 9, more), more);
    assertThat(more.assigned()).as("what the other does not lack").isEqualTo(Map.of("a", 3));
    Decider.Decided first = decide(WEB, "high", 3, high);
    assertThat(current(first, high).assigned()).isEqualTo(Map.of("a", 3));
    assertThat(first.concerned()).containsExactly(LOW);
  }

  @Test
  void theDefaultClassIsThatOfObjectsThatNameNone() {
    preempting("web");
    cluster("a", 10, "True");
    settle(LOW, "", 8, Current.NONE, 2);
    assertThat(priorityClass("usual", "\"value\": 1000, \"globalDefault\": true")).isTrue();
    decide(LOW, "", 8, placement(Map.of("a", 8), Map.of("a", 8), Map.of("a", 8)));
    assertThat(current(decide(WEB, "high", 5, Current.NONE), Current.NONE).assigned())
        .isEqualTo(Map.of("a", 2));
    assertThat(decider.priorityClassGone("usual")).isTrue();
  }

  @Test
  void whoWaitsForRoomIsToldWhenSomebodyGivesItUpBeforeItWasUsed() {
    cluster("a", 5, "True");
    decide(LOW, "", 5, Current.NONE);
    Current web = current(decide(WEB, "", 4, Current.NONE), Current.NONE);
    assertThat(web.assigned()).isEmpty();
    assertThat(decider.forget(LOW)).containsExactly(WEB);
    assertThat(current(decide(WEB, "", 4, web), web).assigned()).isEqualTo(Map.of("a", 4));
  }

  private boolean priorityClass(String name, String fields) {
    return decider.priorityClassChanged(
        ApiObject.parse(
            ("{\"metadata\": {\"name\": \"" + name + "\"}, " + fields + "}")
                .getBytes(StandardCharsets.UTF_8)));
  }

  private void preempting(String name) {
    decider.policyChanged(policy(name, "\"preemption\": \"LowerPriority\""));
  }

  private static Policy policy(String object, String fields) {
    String json =
        """
        {"metadata": {"name": "of-%s", "namespace": "default"}, "spec": {
          "resourceSelectors": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "%s"}], %s}}
        """
            .formatted(object, object, fields);
    return Policy.of(ApiObject.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Workload workload(ObjectRef object, String priorityClass, int replicas) {
    ApiObject set = TestFederation.replicaSet("default", object.key().name(), replicas);
    if (!priorityClass.isEmpty()) {
      set.json().withObject("/spec/template/spec").put("priorityClassName", priorityClass);
    }
    return PropagatedKinds.REPLICA_SETS.workload(set);
  }

  private Decider.Decided decide(
      ObjectRef object, String priorityClass, int replicas, Current current) {
    return decider
        .decide(object, workload(object, priorityClass, replicas), current, () -> true)
        .orElseThrow();
  }

  private static Current current(Decider.Decided decided, Current before) {
    if (decided.outcome() instanceof Outcome.Placed placed) {
      return Current.of(placed.spec(), before.status());
    }
    throw new AssertionError(decided.outcome());
  }

  private static ClusterDecision decision(Decider.Decided decided) {
    return ((Outcome.Placed) decided.outcome()).spec().decisions().getFirst();
  }

  /// Places an object in `a`, where its pods run from then on, and so many more have room.
  private Current settle(
      ObjectRef object, String priorityClass, int replicas, Current before, int left) {
    Current placed = current(decide(object, priorityClass, replicas, before), before);
    assertThat(placed.assigned().keySet()).isEqualTo(Set.of("a"));
    pass(Duration.ofSeconds(1));
    Current reported = report(object, placed, placed.assigned(), placed.assigned());
    pass(Duration.ofSeconds(1));
    cluster("a", left, "True");
    return reported;
  }
}
