package io.ubernetes.scheduler.engine;

import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import org.jspecify.annotations.Nullable;

/// What is wanted for one object, from its policy and its annotations together.
///
/// The object's own annotation of Federation v1 wins over the policy's division of replicas (it is
/// nearer to the object). Of the clusters those may be used that the policy allows and that the
/// object's annotation for them chooses.
///
/// @param selector what the object's own annotation chooses clusters by
/// @param apiVersion of the object's kind, which a cluster must serve
record Wish(
    Workload workload,
    String apiVersion,
    Rules rules,
    LabelSelector selector,
    ReplicaDivision division,
    Strategy strategy) {

  /// @throws Unclear when it is not understood
  static Wish of(Workload workload, PolicyBinding binding) throws Unclear {
    if (binding.missing().isPresent()) {
      throw new Unclear(
          "PolicyNotFound", "there is no PropagationPolicy \"" + binding.missing().get() + "\"");
    }
    Policy policy = binding.winner().orElse(null);
    if (policy != null && policy.defect().isPresent()) {
      throw new Unclear(
          "InvalidPolicy",
          policy.kind() + " \"" + policy.key().name() + "\": " + policy.defect().get());
    }
    Rules rules = policy == null ? Rules.NONE : policy.rules();
    if (workload.v1Preferences().isPresent()) {
      rules = rules.withDivision(annotated(workload.v1Preferences().get()));
    }
    if (workload.slicing() instanceof Slicing.Completions job && job.indexed()) {
      rules = rules.inOneCluster();
    }
    ReplicaDivision division = Preferences.orByFreeRoom(rules.division());
    return new Wish(
        workload,
        workload.kind().apiVersion(),
        rules,
        selector(workload),
        division,
        Strategy.of(division));
  }

  /// The wish for one cluster, or null when it shall get nothing.
  @Nullable ClusterPreference preference(String cluster) {
    return Preferences.of(division, cluster);
  }

  private static ReplicaDivision annotated(String preferences) throws Unclear {
    try {
      return Preferences.parseV1(preferences);
    } catch (IllegalArgumentException malformed) {
      throw new Unclear(
          "InvalidPreferences", "the annotation of replica preferences: " + malformed.getMessage());
    }
  }

  private static LabelSelector selector(Workload workload) throws Unclear {
    if (workload.v1ClusterSelector().isEmpty()) {
      return LabelSelector.everything();
    }
    try {
      return V1ClusterSelector.parse(workload.v1ClusterSelector().get());
    } catch (IllegalArgumentException malformed) {
      throw new Unclear(
          "InvalidPreferences", "the annotation for clusters: " + malformed.getMessage());
    }
  }

  /// A wish that cannot be understood.
  static final class Unclear extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String explanation;

    Unclear(String reason, String explanation) {
      super(explanation, null, false, false);
      this.reason = reason;
      this.explanation = explanation;
    }

    Outcome.Refused refused() {
      return new Outcome.Refused(reason, explanation);
    }
  }
}
