package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a webhook for admission a bad one.
final class WebhookRules {

  private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
  private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
  private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");

  /// Versions of AdmissionReview that Kubernetes ever spoke.
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");

  private static final int MAX_TIMEOUT_SECONDS = 30;
  private static final int SEGMENTS_OF_A_NAME = 3;

  private WebhookRules() {}

  static void check(
      ObjectNode webhook, WebhookStrategy.Role role, FieldPath path, FieldErrors errors) {
    name(Json.text(webhook, "name"), path.child("name"), errors);
    List<ObjectNode> rules = Trees.objects(webhook, "rules");
    for (int i = 0; i < rules.size(); i++) {
      AdmissionMatchRules.rule(rules.get(i), path.child("rules").index(i), errors);
    }
    oneOf(webhook, "failurePolicy", FAILURE_POLICIES, path, errors);
    oneOf(webhook, "matchPolicy", AdmissionMatchRules.MATCH_POLICIES, path, errors);
    if (Json.at(webhook, "sideEffects") == null) {
      errors.required(
          path.child("sideEffects"), "must specify one of " + String.join(", ", SIDE_EFFECTS));
    }
    oneOf(webhook, "sideEffects", SIDE_EFFECTS, path, errors);
    long timeout = Json.number(webhook, 1, "timeoutSeconds");
    if (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS) {
      errors.invalid(
          path.child("timeoutSeconds"),
          timeout,
          "the timeout value must be between 1 and " + MAX_TIMEOUT_SECONDS + " seconds");
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      LabelRules.selector(Trees.object(webhook, selector), path.child(selector), errors);
    }
    if (role == WebhookStrategy.Role.MUTATING) {
      oneOf(webhook, "reinvocationPolicy", REINVOCATION_POLICIES, path, errors);
    }
    WebhookClientRules.check(
        Trees.object(webhook, "clientConfig"), path.child("clientConfig"), errors);
    AdmissionMatchRules.conditions(
        Trees.objects(webhook, "matchConditions"),
        path.child("matchConditions"),
        CelRules.of(errors, CelRules.Subject.AUTHORIZER),
        errors);
    versions(webhook, path.child("admissionReviewVersions"), errors);
  }

  private static void oneOf(
      ObjectNode webhook,
      String field,
      List<String> supported,
      FieldPath path,
      FieldErrors errors) {
    JsonNode value = Json.at(webhook, field);
    if (value != null) {
      errors.oneOf(path.child(field), value.asString(""), supported);
    }
  }

  private static void name(String name, FieldPath field, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    List<String> wrong = Names.dns1123Subdomain(name);
    if (!wrong.isEmpty()) {
      errors.invalid(field, name, String.join(",", wrong));
    } else if (name.split("\\.").length < SEGMENTS_OF_A_NAME) {
      errors.invalid(
          field, name, "should be a domain with at least three segments separated by dots");
    }
  }

  private static void versions(ObjectNode webhook, FieldPath field, FieldErrors errors) {
    List<String> versions = Trees.strings(webhook, "admissionReviewVersions");
    String known = String.join(", ", REVIEW_VERSIONS);
    if (versions.isEmpty()) {
      errors.required(field, "must specify one of " + known);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      if (!seen.add(versions.get(i))) {
        errors.invalid(field.index(i), versions.get(i), "duplicate version");
      } else {
        errors.eachInvalid(field.index(i), versions.get(i), Names.dns1035Label(versions.get(i)));
      }
    }
    if (REVIEW_VERSIONS.stream().noneMatch(seen::contains)) {
      errors.invalid(
          field, webhook.get("admissionReviewVersions"), "must include at least one of " + known);
    }
  }
}
