package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.Reviews.Role;
import io.ubernetes.apimachinery.admission.Reviews.Verdict;
import io.ubernetes.apimachinery.admission.Webhook.FailurePolicy;
import io.ubernetes.apimachinery.admission.Webhook.SideEffects;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What both kinds of webhooks have in common: whether one concerns a write, how it is asked, and
/// what it means when it cannot be asked. Thread-safe.
final class WebhookDispatch {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatch.class);

  /// Kubernetes reads no more of an answer than this.
  private static final int MAX_ANSWER = 3 * 1024 * 1024;

  private final WebhookCaller caller;
  private final Namespaces namespaces;
  private final Expressions expressions;

  WebhookDispatch(WebhookCaller caller, Namespaces namespaces, Expressions expressions) {
    this.caller = caller;
    this.namespaces = namespaces;
    this.expressions = expressions;
  }

  /// The form in which a write is to be shown to a webhook; empty when it does not concern it.
  ///
  /// @throws ApiException when that cannot be found out, or when it is a dry run and the webhook
  ///   would leave traces
  Optional<Target> concerns(Webhook webhook, Write write) {
    Optional<Target> form = webhook.matching().match(write, namespaces);
    if (form.isEmpty() || !meets(webhook, write, form.get())) {
      return Optional.empty();
    }
    if (write.isDryRun() && webhook.sideEffects() == SideEffects.SOME) {
      throw ApiException.badRequest(
          "admission webhook \"" + webhook.name() + "\" does not support dry run");
    }
    return form;
  }

  private boolean meets(Webhook webhook, Write write, Target form) {
    return switch (webhook.conditions().check(() -> expressions.of(write, form))) {
      case Conditions.Outcome.Met met -> true;
      case Conditions.Outcome.Unmet unmet -> false;
      case Conditions.Outcome.Broken(String why) -> throw write.attributes().forbidden(why);
    };
  }

  Verdict ask(Webhook webhook, Role role, Write write, Target form) {
    ObjectNode review = Reviews.review(write, form);
    WebhookCaller.Limits limits = new WebhookCaller.Limits(webhook.timeout(), MAX_ANSWER);
    return switch (caller.call(webhook.endpoint(), limits, review)) {
      case WebhookCaller.Answer.Review(ObjectNode answered) ->
          Reviews.read(webhook, role, review, answered);
      case WebhookCaller.Answer.Unprepared(String why) ->
          new Verdict.Invalid("could not get REST client: " + why);
      case WebhookCaller.Answer.Failure(String why) ->
          new Verdict.Invalid("failed to call webhook: " + why);
    };
  }

  /// @throws ApiException 500 when the webhook must not be left out
  void failed(Webhook webhook, String why) {
    if (webhook.failurePolicy() == FailurePolicy.FAIL) {
      throw webhook.failed(why);
    }
    LOG.warn("failed calling webhook \"{}\", it is left out: {}", webhook.name(), why);
  }
}
