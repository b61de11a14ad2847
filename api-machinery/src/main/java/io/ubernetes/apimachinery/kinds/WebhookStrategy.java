package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules of MutatingWebhookConfigurations and ValidatingWebhookConfigurations.
record WebhookStrategy(Role role) implements Strategy {

  private static final int PORT = 443;
  private static final int TIMEOUT_SECONDS = 10;

  /// What the webhooks of a configuration may do.
  enum Role {
    MUTATING,
    VALIDATING
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.PLAIN_NEW;
  }

  @Override
  public void setDefaults(ObjectNode configuration) {
    for (ObjectNode webhook : Trees.objects(configuration, "webhooks")) {
      Trees.defaultText(webhook, "failurePolicy", "Fail");
      AdmissionMatchRules.setDefaults(webhook);
      Trees.defaultNumber(webhook, "timeoutSeconds", TIMEOUT_SECONDS);
      if (role == Role.MUTATING) {
        Trees.defaultText(webhook, "reinvocationPolicy", "Never");
      }
      Trees.objects(webhook, "rules").forEach(AdmissionMatchRules::setRuleDefaults);
      ObjectNode service = Trees.object(webhook, "clientConfig", "service");
      if (service != null) {
        Trees.defaultNumber(service, "port", PORT);
      }
    }
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public List<FieldError> validate(ObjectNode configuration) {
    FieldErrors errors = new FieldErrors();
    Set<String> names = new HashSet<>();
    List<ObjectNode> webhooks = Trees.objects(configuration, "webhooks");
    for (int i = 0; i < webhooks.size(); i++) {
      FieldPath path = FieldPath.of("webhooks").index(i);
      WebhookRules.check(webhooks.get(i), role, path, errors);
      String name = Json.text(webhooks.get(i), "name");
      if (!name.isEmpty() && !names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
    }
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return AdmissionRegistrationKinds.warnings(object);
  }
}
