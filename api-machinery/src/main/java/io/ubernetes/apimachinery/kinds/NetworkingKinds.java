package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of `networking.k8s.io/v1`: which traffic comes in, and which may flow.
final class NetworkingKinds {

  private static final String GROUP = "networking.k8s.io";

  private NetworkingKinds() {}

  static List<ResourceType> types() {
    return List.of(
        V1.counted(
            GROUP,
            Scope.CLUSTER,
            V1.irregular("IngressClass", "ingressclasses"),
            classColumns(),
            Set.of(),
            new IngressClassStrategy()),
        V1.counted(
            GROUP,
            Scope.NAMESPACED,
            V1.irregular("Ingress", "ingresses", "ing"),
            ingressColumns(),
            Set.of(Subresource.STATUS),
            new IngressStrategy()),
        V1.counted(
            GROUP,
            Scope.NAMESPACED,
            V1.irregular("NetworkPolicy", "networkpolicies", "netpol"),
            policyColumns(),
            Set.of(),
            new NetworkPolicyStrategy()));
  }

  private static List<Column> classColumns() {
    return List.of(
        Columns.name(IngressClassStrategy::shownName),
        Columns.text(
            "Controller",
            "What implements the class.",
            ingressClass -> Json.text(ingressClass, "spec", "controller")),
        Columns.text("Parameters", "What it is set up with.", NetworkingKinds::parameters),
        Columns.age());
  }

  private static String parameters(ObjectNode ingressClass) {
    ObjectNode parameters = Trees.object(ingressClass, "spec", "parameters");
    if (parameters == null) {
      return "<none>";
    }
    String group = Json.text(parameters, "apiGroup");
    return Json.text(parameters, "kind")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + Json.text(parameters, "name");
  }

  private static List<Column> ingressColumns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Class",
            "The IngressClass that implements it.",
            ingress -> Columns.orNone(Json.text(ingress, "spec", "ingressClassName"))),
        Columns.text("Hosts", "Which hosts it is for.", IngressCells::hosts),
        Columns.text("Address", "Where its traffic comes in.", IngressCells::address),
        Columns.text("Ports", "Which ports are open.", IngressCells::ports),
        Columns.age());
  }

  private static List<Column> policyColumns() {
    return List.of(
        Columns.name(),
        Columns.text("Pod-Selector", "Which pods it is for.", NetworkingKinds::pods),
        Columns.age());
  }

  private static String pods(ObjectNode policy) {
    ObjectNode given = Trees.object(policy, "spec", "podSelector");
    LabelSelector selector = LabelRules.parse(given == null ? Json.object() : given);
    return selector == null ? "<error>" : Columns.orNone(selector.toString());
  }
}
