package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.registry.Admission.Attributes;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Decides whether a write concerns a webhook, policy or binding, and in which form it is shown to
/// it: rules, selectors, `matchPolicy`. Immutable.
///
/// @param rules null when all resources are meant
record Matching(
    @Nullable List<Rule> rules,
    List<Rule> excluded,
    LabelSelector namespaces,
    LabelSelector objects,
    Policy policy) {

  /// Whether rules count for other versions of the same objects too.
  enum Policy {
    EXACT,
    EQUIVALENT
  }

  /// @param webhook with `rules`
  static Matching ofWebhook(JsonNode webhook) {
    return of(webhook, Rule.list(Json.at(webhook, "rules")), List.of());
  }

  /// @param resources a `MatchResources`; null matches everything
  static Matching ofResources(@Nullable JsonNode resources) {
    if (resources == null) {
      return new Matching(
          null,
          List.of(),
          LabelSelector.everything(),
          LabelSelector.everything(),
          Policy.EQUIVALENT);
    }
    JsonNode rules = Json.at(resources, "resourceRules");
    return of(
        resources,
        rules == null || rules.isEmpty() ? null : Rule.list(rules),
        Rule.list(Json.at(resources, "excludeResourceRules")));
  }

  private static Matching of(JsonNode node, @Nullable List<Rule> rules, List<Rule> excluded) {
    return new Matching(
        rules,
        excluded,
        selector(node, "namespaceSelector"),
        selector(node, "objectSelector"),
        Json.text(node, "matchPolicy").equals("Exact") ? Policy.EXACT : Policy.EQUIVALENT);
  }

  private static LabelSelector selector(JsonNode node, String field) {
    JsonNode selector = Json.at(node, field);
    return selector == null ? LabelSelector.everything() : LabelSelector.fromJson(selector);
  }

  /// The form in which the write is to be shown; empty when it does not concern.
  ///
  /// @throws io.ubernetes.apimachinery.errors.ApiException when the namespace cannot be looked up
  Optional<Target> match(Write write, Namespaces known) {
    if (matches(excluded, write).isPresent()) {
      return Optional.empty();
    }
    Optional<Target> form = rules == null ? Optional.of(write.requested()) : matches(rules, write);
    return form.filter(f -> matchesObject(write.attributes()))
        .filter(f -> matchesNamespace(write, known));
  }

  private Optional<Target> matches(List<Rule> some, Write write) {
    for (Rule rule : some) {
      if (rule.matches(write, write.requested())) {
        return Optional.of(write.requested());
      }
    }
    if (policy == Policy.EQUIVALENT) {
      for (Rule rule : some) {
        for (Target form : write.equivalents()) {
          if (rule.matches(write, form)) {
            return Optional.of(form);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Either of the states may match: a change must not slip out of sight of who watched before.
  private boolean matchesObject(Attributes attributes) {
    return objects.isEmpty()
        || matchesLabels(attributes.object())
        || matchesLabels(attributes.old());
  }

  private boolean matchesLabels(@Nullable ObjectNode object) {
    return object != null && objects.matches(new ApiObject(object).labels());
  }

  private boolean matchesNamespace(Write write, Namespaces known) {
    if (namespaces.isEmpty()) {
      return true;
    }
    if (write.isNamespace()) {
      ObjectNode object = write.attributes().object();
      ObjectNode namespace = object != null ? object : write.attributes().old();
      return namespace != null && namespaces.matches(new ApiObject(namespace).labels());
    }
    if (write.namespace().isEmpty()) {
      return true;
    }
    Map<String, String> labels = known.labels(write.namespace());
    return namespaces.matches(labels);
  }
}
