package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.Reviews.Role;
import io.ubernetes.apimachinery.admission.Reviews.Verdict;
import io.ubernetes.apimachinery.admission.Webhook.Reinvocation;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.JsonPatch;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.GroupResource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets the webhooks of `MutatingWebhookConfiguration`s change what is written, one after the other
/// by the names of their configurations; those that ask for it once more when a later one has
/// changed the object. Thread-safe.
final class MutatingWebhooks implements Admission {

  private static final GroupResource CONFIGURATIONS =
      new GroupResource(AdmissionPlugins.GROUP, "mutatingwebhookconfigurations");

  private final CompiledObjects<List<Webhook>> configurations;
  private final WebhookDispatch dispatch;
  private final ServedObjects served;

  MutatingWebhooks(ServedObjects served, WebhookDispatch dispatch) {
    this.configurations = new CompiledObjects<>(served, CONFIGURATIONS, Webhook::list);
    this.dispatch = dispatch;
    this.served = served;
  }

  @Override
  public void mutate(Attributes attributes) {
    List<List<Webhook>> all = configurations.all();
    if (all.isEmpty() || AdmissionPlugins.isExempt(attributes)) {
      return;
    }
    Write write = new Write(attributes, served.types());
    Set<String> again = new HashSet<>(); // those to call once more
    Set<String> eligible = new HashSet<>(); // called, and asking for it
    for (List<Webhook> configuration : all) {
      for (Webhook webhook : configuration) {
        if (call(webhook, write)) {
          again.addAll(eligible);
          eligible.clear();
        }
        if (webhook.reinvocation() == Reinvocation.IF_NEEDED) {
          eligible.add(webhook.id());
        }
      }
    }
    if (!again.isEmpty()) {
      all.stream()
          .flatMap(List::stream)
          .filter(webhook -> again.contains(webhook.id()))
          .forEach(webhook -> call(webhook, write));
    }
  }

  /// @return whether the object was changed
  private boolean call(Webhook webhook, Write write) {
    Target form = dispatch.concerns(webhook, write).orElse(null);
    if (form == null) {
      return false;
    }
    return switch (dispatch.ask(webhook, Role.MUTATING, write, form)) {
      case Verdict.Allowed(JsonNode patch, List<String> warnings) -> {
        write.attributes().options().warnings().addAll(warnings);
        yield patch != null && change(write, form, patch);
      }
      case Verdict.Denied(ApiException refusal, List<String> warnings) -> {
        write.attributes().options().warnings().addAll(warnings);
        throw refusal;
      }
      case Verdict.Invalid(String why) -> {
        dispatch.failed(webhook, why);
        yield false;
      }
    };
  }

  private static boolean change(Write write, Target form, JsonNode patch) {
    ObjectNode before = write.object(form);
    if (before == null) { // of a deletion there is nothing to change
      return false;
    }
    ObjectNode after;
    try {
      after = JsonPatch.apply(before, patch);
    } catch (ApiException refused) {
      throw ApiException.internal(PatchProblem.of(before, patch, refused));
    }
    if (after.equals(before)) {
      return false;
    }
    String fault = write.replace(form, after);
    if (!fault.isEmpty()) {
      throw ApiException.internal(fault);
    }
    return true;
  }

  @Override
  public void validate(Attributes attributes) {}
}
