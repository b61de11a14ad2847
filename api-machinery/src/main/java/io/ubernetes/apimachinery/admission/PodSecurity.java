package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.podsecurity.PodSecurityPolicy;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Holds pods to the standard that the labels of their namespace enforce, and warns of templates
/// whose pods would not keep to it. Thread-safe.
final class PodSecurity implements Admission {

  private static final String[] TEMPLATE = {"spec", "template"};

  /// Where each kind that makes pods has their template.
  private static final Map<String, String[]> TEMPLATES =
      Map.of(
          "podtemplates", new String[] {"template"},
          "replicationcontrollers", TEMPLATE,
          "replicasets.apps", TEMPLATE,
          "deployments.apps", TEMPLATE,
          "statefulsets.apps", TEMPLATE,
          "daemonsets.apps", TEMPLATE,
          "jobs.batch", TEMPLATE,
          "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template"});

  private final Namespaces namespaces;

  PodSecurity(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  @Override
  public void validate(Attributes attributes) {
    ObjectNode object = attributes.object();
    if (object == null || !attributes.subresource().isEmpty()) {
      return;
    }
    String resource = attributes.resource().toString();
    if (resource.equals("pods")) {
      if (attributes.operation() == Operation.CREATE) {
        pod(attributes, object);
      }
      return;
    }
    String[] path = TEMPLATES.get(resource);
    if (path != null && Json.at(object, path) instanceof ObjectNode template) {
      PodSecurityPolicy policy = policy(attributes);
      if (policy != null) {
        warn(attributes, policy, template);
      }
    }
  }

  private void pod(Attributes attributes, ObjectNode pod) {
    PodSecurityPolicy policy = policy(attributes);
    if (policy == null) {
      return;
    }
    String breaches = policy.enforced().breaches(pod);
    if (!breaches.isEmpty()) {
      throw attributes.forbidden("violates " + breaches);
    }
    warn(attributes, policy, pod);
  }

  private static void warn(Attributes attributes, PodSecurityPolicy policy, ObjectNode template) {
    String breaches = policy.warned().breaches(template);
    if (!breaches.isEmpty()) {
      attributes.options().warnings().add("would violate " + breaches);
    }
  }

  /// @return null where nothing is asked for
  private @Nullable PodSecurityPolicy policy(Attributes attributes) {
    PodSecurityPolicy policy = PodSecurityPolicy.of(namespaces.labels(attributes.namespace()));
    return policy.isPrivileged() ? null : policy;
  }
}
