package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.PolicyParams.Misconfigured;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Judges writes by the `ValidatingAdmissionPolicy`s that bindings put in force. All policies are
/// asked, so that all warnings are given; the first denial is the answer. Thread-safe.
final class Policies implements Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

  private static final GroupResource BINDINGS =
      new GroupResource(AdmissionPlugins.GROUP, "validatingadmissionpolicybindings");

  private final ServedObjects served;
  private final CompiledObjects<Policy> policies;
  private final CompiledObjects<PolicyBinding> bindings;
  private final Namespaces namespaces;
  private final Expressions expressions;
  private final PolicyParams params;

  Policies(ServedObjects served, Namespaces namespaces, Expressions expressions) {
    this.served = served;
    this.policies = new CompiledObjects<>(served, PolicyStatus.POLICIES, Policy::of);
    this.bindings = new CompiledObjects<>(served, BINDINGS, PolicyBinding::of);
    this.namespaces = namespaces;
    this.expressions = expressions;
    this.params = new PolicyParams(served);
  }

  /// What keeps a write from being carried out.
  ///
  /// @param binding null when the policy itself is at fault
  private record Denial(
      Policy policy, @Nullable PolicyBinding binding, String reason, String message) {}

  @Override
  public void validate(Attributes attributes) {
    List<PolicyBinding> inForce = bindings.all();
    if (inForce.isEmpty() || AdmissionPlugins.isOutsideOfPolicies(attributes)) {
      return;
    }
    Write write = new Write(attributes, served.types());
    List<Denial> denials = new ArrayList<>();
    for (Policy policy : policies.all()) {
      List<PolicyBinding> own =
          inForce.stream().filter(binding -> binding.policy().equals(policy.name())).toList();
      if (!own.isEmpty()) {
        judge(policy, own, write, denials);
      }
    }
    if (!denials.isEmpty()) {
      throw refusal(attributes, denials.getFirst());
    }
  }

  private void judge(Policy policy, List<PolicyBinding> own, Write write, List<Denial> denials) {
    Target form = policy.matching().match(write, namespaces).orElse(null);
    if (form == null) {
      return;
    }
    try {
      params.check(policy);
    } catch (Misconfigured wrong) {
      misconfigured(policy, null, wrong, denials);
      return;
    }
    for (PolicyBinding binding : own) {
      if (binding.matching().match(write, namespaces).isPresent()) {
        try {
          judge(policy, binding, write, form, denials);
        } catch (Misconfigured wrong) {
          misconfigured(policy, binding, wrong, denials);
        }
      }
    }
  }

  private static void misconfigured(
      Policy policy, @Nullable PolicyBinding binding, Misconfigured wrong, List<Denial> denials) {
    if (policy.failurePolicy() == Webhook.FailurePolicy.FAIL) {
      String what = binding == null ? "policy" : "binding";
      denials.add(
          new Denial(
              policy, binding, "", "failed to configure " + what + ": " + wrong.getMessage()));
    }
  }

  private void judge(
      Policy policy, PolicyBinding binding, Write write, Target form, List<Denial> denials)
      throws Misconfigured {
    List<JsonNode> all = params.of(policy, binding, write.namespace());
    if (all.isEmpty()) {
      return;
    }
    Map<String, Object> values = expressions.of(write, form);
    if (!write.isNamespace() && !write.namespace().isEmpty()) {
      values.put("namespaceObject", Expressions.namespace(namespaces.get(write.namespace())));
    }
    for (JsonNode param : all) {
      values.put("params", param);
      for (PolicyEvaluation.Failure failure : PolicyEvaluation.evaluate(policy, values)) {
        act(policy, binding, failure, write, denials);
      }
    }
  }

  private static void act(
      Policy policy,
      PolicyBinding binding,
      PolicyEvaluation.Failure failure,
      Write write,
      List<Denial> denials) {
    boolean always = failure.origin() == PolicyEvaluation.Origin.AUDIT_ANNOTATION;
    if (always || binding.actions().contains("Deny")) {
      denials.add(new Denial(policy, binding, failure.reason(), failure.message()));
    }
    if (!always && binding.actions().contains("Warn")) {
      write
          .attributes()
          .options()
          .warnings()
          .add(
              "Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s"
                  .formatted(policy.name(), binding.name(), failure.message()));
    }
    if (!always && binding.actions().contains("Audit")) {
      LOG.info(
          "validation failed for ValidatingAdmissionPolicy '{}' with binding '{}': {}",
          policy.name(),
          binding.name(),
          failure.message());
    }
  }

  private static ApiException refusal(Attributes attributes, Denial denial) {
    PolicyBinding binding = denial.binding();
    String by =
        binding == null
            ? "ValidatingAdmissionPolicy '%s' denied request: %s"
                .formatted(denial.policy().name(), denial.message())
            : "ValidatingAdmissionPolicy '%s' with binding '%s' denied request: %s"
                .formatted(denial.policy().name(), binding.name(), denial.message());
    ObjectNode status = attributes.forbidden(by).status();
    String reason = denial.reason().isEmpty() ? "Invalid" : denial.reason();
    status.put("reason", reason);
    status.put("code", code(reason));
    ((ObjectNode) status.get("details")).putArray("causes").addObject().put("message", by);
    return ApiException.ofStatus(status);
  }

  private static int code(String reason) {
    return switch (reason) {
      case "Forbidden" -> 403;
      case "Unauthorized" -> 401;
      case "RequestEntityTooLarge" -> 413;
      default -> 422;
    };
  }
}
