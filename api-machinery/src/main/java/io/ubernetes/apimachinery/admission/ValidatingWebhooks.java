package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.Reviews.Role;
import io.ubernetes.apimachinery.admission.Reviews.Verdict;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Asks the webhooks of `ValidatingWebhookConfiguration`s, all at the same time; the first refusal
/// in the order of the configurations is the answer. Thread-safe.
final class ValidatingWebhooks implements Admission {

  private static final GroupResource CONFIGURATIONS =
      new GroupResource(AdmissionPlugins.GROUP, "validatingwebhookconfigurations");

  private final CompiledObjects<List<Webhook>> configurations;
  private final WebhookDispatch dispatch;
  private final ServedObjects served;

  ValidatingWebhooks(ServedObjects served, WebhookDispatch dispatch) {
    this.configurations = new CompiledObjects<>(served, CONFIGURATIONS, Webhook::list);
    this.dispatch = dispatch;
    this.served = served;
  }

  private record Call(Webhook webhook, Target form) {}

  @Override
  public void validate(Attributes attributes) {
    List<List<Webhook>> all = configurations.all();
    if (all.isEmpty() || AdmissionPlugins.isExempt(attributes)) {
      return;
    }
    Write write = new Write(attributes, served.types());
    List<Call> calls = new ArrayList<>();
    for (List<Webhook> configuration : all) {
      for (Webhook webhook : configuration) {
        dispatch.concerns(webhook, write).ifPresent(form -> calls.add(new Call(webhook, form)));
      }
    }
    ApiException refusal = null;
    List<String> warnings = attributes.options().warnings();
    for (Verdict verdict : ask(calls, write)) {
      switch (verdict) {
        case Verdict.Allowed allowed -> warnings.addAll(allowed.warnings());
        case Verdict.Denied denied -> {
          warnings.addAll(denied.warnings());
          refusal = refusal == null ? denied.refusal() : refusal;
        }
        case Verdict.Invalid(String why) -> throw new IllegalStateException(why);
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private List<Verdict> ask(List<Call> calls, Write write) {
    if (calls.size() == 1) {
      return List.of(ask(calls.getFirst(), write));
    }
    List<Verdict> verdicts = new ArrayList<>();
    if (calls.isEmpty()) {
      return verdicts;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Verdict>> running =
          calls.stream().map(call -> threads.submit(() -> ask(call, write))).toList();
      for (Future<Verdict> one : running) {
        verdicts.add(one.get());
      }
      return verdicts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.internal("the request was interrupted");
    } catch (ExecutionException fault) {
      @Nullable Throwable cause = fault.getCause();
      throw cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }
  }

  /// A webhook that cannot be asked refuses, or is left out, as its failure policy has it.
  private Verdict ask(Call call, Write write) {
    Verdict verdict = dispatch.ask(call.webhook(), Role.VALIDATING, write, call.form());
    if (verdict instanceof Verdict.Invalid(String why)) {
      try {
        dispatch.failed(call.webhook(), why);
        return new Verdict.Allowed(null, List.of());
      } catch (ApiException refusal) {
        return new Verdict.Denied(refusal, List.of());
      }
    }
    return verdict;
  }
}
