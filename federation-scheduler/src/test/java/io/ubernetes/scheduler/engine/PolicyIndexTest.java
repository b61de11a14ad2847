package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.Federation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyIndexTest {
  private static final String ALL_REPLICA_SETS =
      "'resourceSelectors': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet'}]";

  @Test
  void theHighestPriorityWinsThenTheNameAndTheDefaultComesLast() {
    PolicyIndex index =
        index(
            policy("z", ALL_REPLICA_SETS + ", 'priority': 1"),
            policy("c", ALL_REPLICA_SETS),
            policy("default", ""),
            policy("b", ALL_REPLICA_SETS),
            policy("other-kind", "'resourceSelectors': [{'apiVersion': 'v1', 'kind': 'Secret'}]"));
    PolicyBinding binding = bind(index, Given.labelled(Map.of()));
    assertThat(names(binding)).containsExactly("z", "b", "c", "default");
  }

  @Test
  void theObjectsLabelBeatsEverything() {
    PolicyIndex index = index(policy("named", ""), policy("z", ALL_REPLICA_SETS));
    assertThat(names(bind(index, Given.labelled(Map.of(Federation.POLICY_LABEL, "named")))))
        .containsExactly("named", "z");
    assertThat(names(bind(index, Given.labelled(Map.of())))).containsExactly("z");
  }

  @Test
  void aLabelThatNamesNoPolicyIsRefusedAndNotReplacedByAnother() {
    Workload workload = Given.labelled(Map.of(Federation.POLICY_LABEL, "missing"));
    PolicyBinding binding = bind(index(policy("default", "")), workload);
    assertThat(binding.missing()).contains("missing");
    assertThat(PlacementEngine.decide(new DecisionRequest(workload, binding, List.of(), Map.of())))
        .isEqualTo(
            new Outcome.Refused("PolicyNotFound", "there is no PropagationPolicy \"missing\""));
  }

  @Test
  void selectorsMatchByNameAndLabels() {
    PolicyIndex index =
        index(
            policy("by-name", selector("'name': 'web'")),
            policy("by-other-name", selector("'name': 'db'")),
            policy("by-label", selector("'labelSelector': {'matchLabels': {'app': 'web'}}")),
            policy("by-other-label", selector("'labelSelector': {'matchLabels': {'app': 'x'}}")),
            policy("by-any-label", selector("'labelSelector': {}")));
    assertThat(names(bind(index, Given.labelled(Map.of("app", "web")))))
        .containsExactly("by-any-label", "by-label", "by-name");
  }

  @Test
  void policiesOfOtherNamespacesDoNotApply() {
    Policy elsewhere =
        Given.policy(
            "{'metadata': {'name': 'p', 'namespace': 'x'}, 'spec': {"
                .concat(ALL_REPLICA_SETS)
                .concat("}}")
                .replace('\'', '"'));
    assertThat(names(bind(index(elsewhere), Given.labelled(Map.of())))).isEmpty();
  }

  @Test
  void aPolicyThatIsNotUnderstoodDecidesNothing() {
    Workload workload = Given.labelled(Map.of(Federation.POLICY_LABEL, "p"));
    for (String spec :
        List.of(
            "'clusterAffinity': {'labelSelector': {'matchExpressions': [{'key': 'a',"
                + " 'operator': 'Is'}]}}",
            "'replicas': {'clusters': {'a': {'minReplicas': 3, 'maxReplicas': 1}}}",
            "'replicas': {'clusters': {'a': {'weight': -1}}}",
            "'replicas': {'clusters': 5}")) {
      Outcome outcome =
          PlacementEngine.decide(
              new DecisionRequest(
                  workload, bind(index(policy("p", spec)), workload), List.of(), Map.of()));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo("InvalidPolicy"));
    }
  }

  @Test
  void theAffinityChoosesByNameByLabelAndByExclusion() {
    Workload workload = Given.labelled(Map.of(Federation.POLICY_LABEL, "p"));
    PolicyIndex index =
        index(
            policy(
                "p",
                "'clusterAffinity': {'clusterNames': ['a', 'b', 'c'], 'exclude': ['b'],"
                    + " 'labelSelector': {'matchLabels': {'tier': 'gold'}}}"));
    List<MemberCluster> clusters = List.of(gold("a"), gold("b"), Given.cluster("c", 9), gold("d"));
    var spec = Given.decide(workload, bind(index, workload), clusters, Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 1));
    assertThat(spec.decisions().stream().map(d -> d.message()).toList())
        .containsExactly(
            null,
            "the policy excludes it",
            "its labels do not match the policy's tier=gold",
            "the policy does not name it");
  }

  private static MemberCluster gold(String name) {
    return new MemberCluster(
        name,
        Map.of("tier", "gold"),
        MemberCluster.Place.UNKNOWN,
        List.of(),
        false,
        ClusterState.READY,
        Given.room(9),
        Set.of());
  }

  private static List<String> names(PolicyBinding binding) {
    return Optional.of(binding)
        .map(b ->
            Stream.concat(b.winner().stream(), b.others().stream())
                .map(policy -> policy.key().name())
                .toList())
        .orElseThrow();
  }

  private static PolicyBinding bind(PolicyIndex index, Workload workload) {
    return PolicyBinding.of(workload, index, PolicyIndex.EMPTY);
  }

  private static PolicyIndex index(Policy... policies) {
    return new PolicyIndex(List.of(policies));
  }

  private static String selector(String more) {
    return "'resourceSelectors': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', " + more + "}]";
  }

  private static Policy policy(String name, String spec) {
    return Given.policy(
        ("{'metadata': {'name': '" + name + "', 'namespace': 'default'}, 'spec': {" + spec + "}}")
            .replace('\'', '"'));
  }
}
