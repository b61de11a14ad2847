package io.ubernetes.scheduler.engine;

import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.LabelSelector.Operator;
import io.ubernetes.model.LabelSelector.Requirement;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.PropagationPolicySpec.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// On which nodes a pod may run, by its `nodeSelector`, its required node affinity and its
/// tolerations. What its affinity says of nodes' fields (their names) is not looked at: single
/// nodes are not told apart. Immutable.
///
/// @param labels of which a node must match one; none is any node
/// @param tolerations the taints of nodes that it bears
public record NodeDemand(List<LabelSelector> labels, List<Toleration> tolerations) {

  /// Every node without taints that keep pods away.
  public static final NodeDemand ANY = new NodeDemand(List.of(), List.of());

  public NodeDemand {
    labels = List.copyOf(labels);
    tolerations = List.copyOf(tolerations);
  }

  /// @throws IllegalArgumentException when a selector cannot be understood
  static NodeDemand ofPodSpec(@Nullable JsonNode podSpec) {
    List<Requirement> always = new ArrayList<>();
    JsonNode selector = Json.at(podSpec, "nodeSelector");
    if (selector != null) {
      new TreeMap<>(Json.strings(selector))
          .forEach(
              (key, value) -> always.add(Requirement.of(key, Operator.EQUALS, List.of(value))));
    }
    return new NodeDemand(alternatives(podSpec, always), tolerations(podSpec));
  }

  /// Each term of the affinity together with what holds always.
  private static List<LabelSelector> alternatives(
      @Nullable JsonNode podSpec, List<Requirement> always) {
    JsonNode terms =
        Json.at(
            podSpec,
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms");
    if (terms == null) {
      return always.isEmpty() ? List.of() : List.of(LabelSelector.of(always));
    }
    List<LabelSelector> alternatives = new ArrayList<>();
    for (JsonNode term : terms) {
      List<Requirement> all = new ArrayList<>(always);
      JsonNode expressions = Json.at(term, "matchExpressions");
      if (expressions != null) {
        expressions.forEach(expression -> all.add(requirement(expression)));
      }
      boolean isEmpty = all.size() == always.size() && Json.at(term, "matchFields") == null;
      alternatives.add(isEmpty ? LabelSelector.nothing() : LabelSelector.of(all));
    }
    return alternatives;
  }

  private static Requirement requirement(JsonNode expression) {
    List<String> values = new ArrayList<>();
    JsonNode given = Json.at(expression, "values");
    if (given != null) {
      given.forEach(value -> values.add(value.asString()));
    }
    String operator = Json.text(expression, "operator");
    return Requirement.of(
        Json.text(expression, "key"),
        switch (operator) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          case "Gt" -> Operator.GREATER_THAN;
          case "Lt" -> Operator.LESS_THAN;
          default -> throw new IllegalArgumentException("node selector operator " + operator);
        },
        values);
  }

  private static List<Toleration> tolerations(@Nullable JsonNode podSpec) {
    List<Toleration> tolerations = new ArrayList<>();
    JsonNode given = Json.at(podSpec, "tolerations");
    if (given != null) {
      given.forEach(toleration ->
          tolerations.add(
              new Toleration(
                  Json.text(toleration, "key"),
                  Json.text(toleration, "operator"),
                  Json.text(toleration, "value"),
                  Json.text(toleration, "effect"),
                  null)));
    }
    return tolerations;
  }

  /// Whether such a pod may run on the nodes of a class. Where the class does not tell a label that
  /// is asked for, it may not: nothing is guessed.
  boolean accepts(NodeClass nodes) {
    if (nodes.equals(NodeClass.ANY)) {
      return true;
    }
    for (Taint taint : nodes.taints()) {
      if (!taint.effect().equals("PreferNoSchedule") && !isTolerated(taint)) {
        return false;
      }
    }
    return labels.isEmpty() || labels.stream().anyMatch(wanted -> matches(wanted, nodes));
  }

  private boolean isTolerated(Taint taint) {
    return tolerations.stream().anyMatch(toleration -> Tolerations.matches(toleration, taint));
  }

  private static boolean matches(LabelSelector wanted, NodeClass nodes) {
    return wanted.matches(nodes.labels())
        && wanted.requirements().stream().noneMatch(r -> nodes.untold().contains(r.key()));
  }
}
