package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of `admissionregistration.k8s.io/v1`: what has a say in writes, kept as objects. What
/// they bring about is for an admission chain to say.
final class AdmissionRegistrationKinds {

  static final String GROUP = "admissionregistration.k8s.io";

  /// Newer servers keep such names for what they read from files.
  private static final String RESERVED_SUFFIX = ".static.k8s.io";

  private AdmissionRegistrationKinds() {}

  static List<ResourceType> types() {
    return List.of(
        type(
            V1.names("MutatingWebhookConfiguration"),
            webhookColumns(),
            Set.of(),
            new WebhookStrategy(WebhookStrategy.Role.MUTATING)),
        type(
            V1.irregular("ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
            policyColumns(),
            Set.of(Subresource.STATUS),
            new AdmissionPolicyStrategy()),
        type(
            V1.names("ValidatingAdmissionPolicyBinding"),
            bindingColumns(),
            Set.of(),
            new AdmissionPolicyBindingStrategy()),
        type(
            V1.names("ValidatingWebhookConfiguration"),
            webhookColumns(),
            Set.of(),
            new WebhookStrategy(WebhookStrategy.Role.VALIDATING)));
  }

  private static ResourceType type(
      Names names, List<Column> columns, Set<Subresource> subresources, Strategy strategy) {
    Names categorized =
        new Names(
            names.kind(),
            names.listKind(),
            names.plural(),
            names.singular(),
            names.shortNames(),
            List.of("api-extensions"));
    return V1.counted(GROUP, Scope.CLUSTER, categorized, columns, subresources, strategy);
  }

  private static List<Column> webhookColumns() {
    return List.of(
        Columns.name(),
        Columns.integer(
            "Webhooks",
            "How many webhooks it has.",
            configuration -> Trees.objects(configuration, "webhooks").size()),
        Columns.age());
  }

  private static List<Column> policyColumns() {
    return List.of(
        Columns.name(),
        Columns.integer(
            "Validations",
            "How many things it checks.",
            policy -> Trees.objects(policy, "spec", "validations").size()),
        Columns.text(
            "ParamKind", "The kind of its parameters.", AdmissionRegistrationKinds::paramKind),
        Columns.age());
  }

  private static String paramKind(ObjectNode policy) {
    ObjectNode kind = Trees.object(policy, "spec", "paramKind");
    return kind == null ? "<unset>" : Json.text(kind, "apiVersion") + "/" + Json.text(kind, "kind");
  }

  private static List<Column> bindingColumns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "PolicyName",
            "The policy that it puts in force.",
            binding -> Json.text(binding, "spec", "policyName")),
        Columns.text(
            "ParamRef", "The parameters that it gives.", AdmissionRegistrationKinds::paramRef),
        Columns.age());
  }

  private static String paramRef(ObjectNode binding) {
    ObjectNode ref = Trees.object(binding, "spec", "paramRef");
    String name = Json.text(ref, "name");
    if (!name.isEmpty()) {
      String namespace = Json.text(ref, "namespace");
      return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    }
    ObjectNode selector = Trees.object(ref, "selector");
    return selector == null ? "<unset>" : shown(selector);
  }

  /// As Go prints the struct.
  private static String shown(ObjectNode selector) {
    StringBuilder labels = new StringBuilder();
    Trees.map(selector, "matchLabels")
        .forEach((key, value) -> labels.append(key).append(": ").append(value).append(','));
    StringBuilder expressions = new StringBuilder();
    for (ObjectNode expression : Trees.objects(selector, "matchExpressions")) {
      expressions.append(
          "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
              .formatted(
                  Json.text(expression, "key"),
                  Json.text(expression, "operator"),
                  String.join(" ", Trees.strings(expression, "values"))));
    }
    return "&LabelSelector{MatchLabels:map[string]string{%s},MatchExpressions:[]LabelSelectorRequirement{%s},}"
        .formatted(labels, expressions);
  }

  static List<String> warnings(ObjectNode object) {
    return Json.text(object, "metadata", "name").endsWith(RESERVED_SUFFIX)
        ? List.of(
            "metadata.name: names ending with \""
                + RESERVED_SUFFIX
                + "\" are reserved for static manifest-based configurations and cannot be managed"
                + " via the API")
        : List.of();
  }
}
