package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.webhook.WebhookEndpoint;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One webhook of a configuration. Immutable.
///
/// @param id tells it from every other: the configuration's name, and its place in it
/// @param endpoint where it is called
/// @param timeout how long a call may take
record Webhook(
    String id,
    String name,
    WebhookEndpoint endpoint,
    Matching matching,
    Conditions conditions,
    FailurePolicy failurePolicy,
    SideEffects sideEffects,
    Reinvocation reinvocation,
    Duration timeout) {

  /// Kubernetes' default.
  private static final long TIMEOUT_SECONDS = 10;

  /// What a call means that fails.
  enum FailurePolicy {
    FAIL,
    IGNORE
  }

  /// Whether it may be called in a dry run.
  enum SideEffects {
    NONE,
    SOME
  }

  /// Whether it is called again when a later webhook has changed the object.
  enum Reinvocation {
    NEVER,
    IF_NEEDED
  }

  /// All webhooks of a configuration, in its order.
  static List<Webhook> list(ObjectNode configuration) {
    List<Webhook> webhooks = new ArrayList<>();
    JsonNode list = Json.at(configuration, "webhooks");
    if (list != null) {
      for (JsonNode webhook : list) {
        String id = Json.text(configuration, "metadata", "name") + "/" + webhooks.size();
        webhooks.add(of(id, webhook));
      }
    }
    return List.copyOf(webhooks);
  }

  private static Webhook of(String id, JsonNode webhook) {
    FailurePolicy failurePolicy =
        Json.text(webhook, "failurePolicy").equals("Ignore")
            ? FailurePolicy.IGNORE
            : FailurePolicy.FAIL;
    boolean harmless = List.of("None", "NoneOnDryRun").contains(Json.text(webhook, "sideEffects"));
    return new Webhook(
        id,
        Json.text(webhook, "name"),
        WebhookEndpoint.of(webhook.path("clientConfig")),
        Matching.ofWebhook(webhook),
        Conditions.of(Json.at(webhook, "matchConditions"), failurePolicy),
        failurePolicy,
        harmless ? SideEffects.NONE : SideEffects.SOME,
        Json.text(webhook, "reinvocationPolicy").equals("IfNeeded")
            ? Reinvocation.IF_NEEDED
            : Reinvocation.NEVER,
        Duration.ofSeconds(Json.number(webhook, TIMEOUT_SECONDS, "timeoutSeconds")));
  }

  /// The answer to a write that could not be shown to the webhook.
  ApiException failed(String why) {
    return ApiException.internal("failed calling webhook \"" + name + "\": " + why);
  }
}
