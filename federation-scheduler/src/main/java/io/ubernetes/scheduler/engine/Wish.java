package io.ubernetes.scheduler.engine;

import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.federation.PropagationPolicySpec.ReplicaDivision;
import org.jspecify.annotations.Nullable;

/// What is wanted for one object, from its policy and its annotations together.
///
/// The object's own annotation of Federation v1 wins over the policy's division of replicas (it is
/// nearer to the object). Of the clusters those may be used that the policy allows and that the
/// object's annotation for them chooses.
///
/// @param selector what the object's own annotation chooses clusters by
/// @param weighted whether the division gives weights; if not, free room is the weight
record Wish(
    Workload workload,
    Policy.Clusters clusters,
    LabelSelector selector,
    ReplicaDivision division,
    boolean weighted) {

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
          "PropagationPolicy \"" + policy.key().name() + "\": " + policy.defect().get());
    }
    ReplicaDivision division = division(workload, policy == null ? null : policy.replicas());
    return new Wish(
        workload,
        policy == null ? Policy.Clusters.ALL : policy.clusters(),
        selector(workload),
        division,
        Preferences.weighted(division));
  }

  private static ReplicaDivision division(Workload workload, @Nullable ReplicaDivision policy)
      throws Unclear {
    if (workload.v1Preferences().isEmpty()) {
      return Preferences.orByFreeRoom(policy);
    }
    try {
      return Preferences.parseV1(workload.v1Preferences().get());
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
