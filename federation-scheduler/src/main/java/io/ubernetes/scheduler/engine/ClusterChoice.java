package io.ubernetes.scheduler.engine;

import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.federation.PropagationPolicySpec.ClusterAffinity;
import io.ubernetes.model.federation.PropagationPolicySpec.ClusterFields;
import io.ubernetes.model.federation.PropagationPolicySpec.FieldRequirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which clusters may be used: those that are named (all where none is), that have the labels and
/// the fields, and that are not excluded. Immutable; what it has to say of a cluster that it does
/// not choose is made once.
public final class ClusterChoice {

  public static final ClusterChoice ALL =
      new ClusterChoice(Set.of(), Set.of(), LabelSelector.everything(), LabelSelector.everything());

  private static final Set<String> FIELDS =
      Set.of(Topology.PROVIDER, Topology.REGION, Topology.ZONE);
  private static final Verdict.Left EXCLUDED = left("the policy excludes it");
  private static final Verdict.Left NOT_NAMED = left("the policy does not name it");

  private final Set<String> names;
  private final Set<String> exclude;
  private final LabelSelector labels;
  private final LabelSelector fields;
  private final Verdict.Left otherLabels;
  private final Verdict.Left otherFields;

  private ClusterChoice(
      Set<String> names, Set<String> exclude, LabelSelector labels, LabelSelector fields) {
    this.names = Set.copyOf(names);
    this.exclude = Set.copyOf(exclude);
    this.labels = labels;
    this.fields = fields;
    this.otherLabels = left("its labels do not match the policy's " + labels);
    this.otherFields = left("its fields do not match the policy's " + fields);
  }

  private static Verdict.Left left(String message) {
    return new Verdict.Left("NotInPolicy", message);
  }

  /// @throws IllegalArgumentException saying what is wrong with a selector
  static ClusterChoice of(@Nullable ClusterAffinity affinity) {
    if (affinity == null) {
      return ALL;
    }
    return new ClusterChoice(
        Set.copyOf(affinity.clusterNames()),
        Set.copyOf(affinity.exclude()),
        affinity.labelSelector() == null
            ? LabelSelector.everything()
            : LabelSelector.fromJson(affinity.labelSelector()),
        fields(affinity.fieldSelector()));
  }

  private static LabelSelector fields(@Nullable ClusterFields selector) {
    if (selector == null) {
      return LabelSelector.everything();
    }
    List<LabelSelector.Requirement> requirements = new ArrayList<>();
    for (FieldRequirement requirement : selector.matchExpressions()) {
      if (!FIELDS.contains(requirement.key())) {
        throw new IllegalArgumentException(
            "fieldSelector: clusters have no field \"" + requirement.key() + "\"");
      }
      requirements.add(
          LabelSelector.Requirement.of(
              requirement.key(), operator(requirement.operator()), requirement.values()));
    }
    return LabelSelector.of(requirements);
  }

  private static LabelSelector.Operator operator(String word) {
    return switch (word) {
      case "In" -> LabelSelector.Operator.IN;
      case "NotIn" -> LabelSelector.Operator.NOT_IN;
      case "Exists" -> LabelSelector.Operator.EXISTS;
      case "DoesNotExist" -> LabelSelector.Operator.DOES_NOT_EXIST;
      default ->
          throw new IllegalArgumentException("fieldSelector: operator \"" + word + "\" is unknown");
    };
  }

  /// Why a cluster may not be used; null when it may.
  Verdict.@Nullable Left objection(MemberCluster cluster) {
    if (exclude.contains(cluster.name())) {
      return EXCLUDED;
    }
    if (!names.isEmpty() && !names.contains(cluster.name())) {
      return NOT_NAMED;
    }
    if (!labels.isEmpty() && !labels.matches(cluster.labels())) {
      return otherLabels;
    }
    return fields.isEmpty() || fields.matches(values(cluster)) ? null : otherFields;
  }

  private static Map<String, String> values(MemberCluster cluster) {
    Map<String, String> values = new HashMap<>();
    for (String field : FIELDS) {
      String value = Topology.value(cluster, field);
      if (value != null) {
        values.put(field, value);
      }
    }
    return values;
  }
}
