package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.WebhookClientRules;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.webhook.WebhookEndpoint;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for how a definition has its objects converted. Errors name the fields of the older
/// form of definitions, as Kubernetes does.
final class ConversionRules {

  private static final Set<String> KNOWN_REVIEWS = Set.of("v1", "v1beta1");

  private final FieldPath path;
  private final FieldErrors errors;

  private ConversionRules(FieldPath path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  /// @param old null for a new definition
  static void check(
      Definition definition, @Nullable Definition old, FieldPath path, FieldErrors errors) {
    ObjectNode conversion = Trees.object(definition.object(), "spec", "conversion");
    String strategy = Json.text(conversion, "strategy");
    errors.requiredOneOf(path.child("strategy"), strategy, List.of("None", "Webhook"));
    ConversionRules rules = new ConversionRules(path, errors);
    ObjectNode webhook = Trees.object(conversion, "webhook");
    if (strategy.equals("Webhook")) {
      rules.client(Trees.object(webhook, "clientConfig"), old);
      boolean known = old == null || knowsReviews(old);
      rules.reviewVersions(Trees.strings(webhook, "conversionReviewVersions"), known);
    } else {
      rules.unused(webhook);
    }
  }

  private void unused(@Nullable ObjectNode webhook) {
    String detail = "should not be set when strategy is not set to Webhook";
    if (Trees.object(webhook, "clientConfig") != null) {
      errors.forbidden(path.child("webhookClientConfig"), detail);
    }
    if (!Trees.strings(webhook, "conversionReviewVersions").isEmpty()) {
      errors.forbidden(path.child("conversionReviewVersions"), detail);
    }
  }

  private void client(@Nullable ObjectNode client, @Nullable Definition old) {
    FieldPath field = path.child("webhookClientConfig");
    if (client == null) {
      errors.required(field, "required when strategy is set to Webhook");
      return;
    }
    WebhookClientRules.check(client, field, errors);
    String authorities = Json.text(client, "caBundle");
    if (!authorities.isEmpty() && !mayHaveUnreadableAuthorities(old)) {
      String problem = WebhookEndpoint.authoritiesProblem(authorities);
      if (!problem.isEmpty()) {
        errors.invalid(field.child("caBundle"), client.get("caBundle"), problem);
      }
    }
  }

  /// What is not served yet may be put right later, and what is wrong already may stay so.
  private static boolean mayHaveUnreadableAuthorities(@Nullable Definition old) {
    if (old == null || !old.isEstablished()) {
      return true;
    }
    String before = Json.text(old.conversionWebhook(), "clientConfig", "caBundle");
    return !before.isEmpty() && !WebhookEndpoint.authoritiesProblem(before).isEmpty();
  }

  private static boolean knowsReviews(Definition old) {
    List<String> before =
        Trees.strings(old.object(), "spec", "conversion", "webhook", "conversionReviewVersions");
    return before.isEmpty() || before.stream().anyMatch(KNOWN_REVIEWS::contains);
  }

  /// @param knownNeeded whether one must be known here
  private void reviewVersions(List<String> versions, boolean knownNeeded) {
    FieldPath list = path.child("conversionReviewVersions");
    if (versions.isEmpty()) {
      errors.required(list);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      String version = versions.get(i);
      if (!seen.add(version)) {
        errors.invalid(list.index(i), version, "duplicate version");
        continue;
      }
      for (String wrong : Names.dns1035Label(version)) {
        errors.invalid(list.index(i), version, wrong);
      }
    }
    if (knownNeeded && versions.stream().noneMatch(KNOWN_REVIEWS::contains)) {
      errors.invalid(
          list, Json.MAPPER.valueToTree(versions), "must include at least one of v1, v1beta1");
    }
  }
}
