package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `AdmissionReview` of `admission.k8s.io/v1`: asked, and answered. Stateless.
final class Reviews {

  private static final String VERSION = "admission.k8s.io/v1";
  private static final String OLD_VERSION = "admission.k8s.io/v1beta1";
  private static final String KIND = "AdmissionReview";

  private Reviews() {}

  /// What a webhook may do.
  enum Role {
    MUTATING,
    VALIDATING
  }

  /// What a webhook says.
  sealed interface Verdict {
    /// Yes.
    ///
    /// @param patch what it changes first; null for nothing
    record Allowed(@Nullable JsonNode patch, List<String> warnings) implements Verdict {}

    /// No.
    record Denied(ApiException refusal, List<String> warnings) implements Verdict {}

    /// The answer means nothing.
    record Invalid(String why) implements Verdict {}
  }

  static ObjectNode review(Write write, Target form) {
    ObjectNode review = Json.object();
    review.put("kind", KIND).put("apiVersion", VERSION);
    ObjectNode request = review.putObject("request");
    request.put("uid", UUID.randomUUID().toString());
    request.setAll(write.request(form));
    setOrNull(request, "object", write.object(form));
    setOrNull(request, "oldObject", write.old(form));
    request.put("dryRun", write.isDryRun());
    request.set("options", write.options());
    return review;
  }

  private static void setOrNull(ObjectNode node, String field, @Nullable ObjectNode value) {
    if (value == null) {
      node.putNull(field);
    } else {
      node.set(field, value);
    }
  }

  static Verdict read(Webhook webhook, Role role, ObjectNode asked, ObjectNode answered) {
    String version = Json.text(answered, "apiVersion");
    String kind = Json.text(answered, "kind");
    if (version.equals(OLD_VERSION) && kind.equals(KIND)) {
      return new Verdict.Invalid(
          "failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview):"
              + " unknown conversion");
    }
    if (!version.equals(VERSION) || !kind.equals(KIND)) {
      int slash = version.indexOf('/');
      String group = slash < 0 ? "" : version.substring(0, slash);
      return invalid(
          "expected webhook response of %s, Kind=%s, got %s/%s, Kind=%s"
              .formatted(VERSION, KIND, group, version.substring(slash + 1), kind));
    }
    JsonNode response = Json.at(answered, "response");
    if (response == null) {
      return invalid("webhook response was absent");
    }
    String expected = Json.text(asked, "request", "uid");
    if (!Json.text(response, "uid").equals(expected)) {
      return invalid(
          "expected response.uid=\"%s\", got \"%s\""
              .formatted(expected, Json.text(response, "uid")));
    }
    return verdict(webhook, role, response);
  }

  private static Verdict.Invalid invalid(String why) {
    return new Verdict.Invalid("received invalid webhook response: " + why);
  }

  private static Verdict verdict(Webhook webhook, Role role, JsonNode response) {
    String patch = Json.text(response, "patch");
    String patchType = Json.text(response, "patchType");
    if (role == Role.VALIDATING && !patch.isEmpty()) {
      return invalid("validating webhook may not return response.patch");
    }
    if (role == Role.VALIDATING && !patchType.isEmpty()) {
      return invalid("validating webhook may not return response.patchType");
    }
    if (!patch.isEmpty() && patchType.isEmpty()) {
      return invalid("webhook returned response.patch but not response.patchType");
    }
    if (patch.isEmpty() && !patchType.isEmpty()) {
      return invalid("webhook returned response.patchType but not response.patch");
    }
    List<String> warnings = new ArrayList<>();
    response.path("warnings").forEach(warning -> warnings.add(warning.asString()));
    if (!response.path("allowed").asBoolean(false)) {
      return new Verdict.Denied(refusal(webhook, Json.at(response, "status")), warnings);
    }
    return patch.isEmpty()
        ? new Verdict.Allowed(null, warnings)
        : patched(patch, patchType, warnings);
  }

  private static Verdict patched(String patch, String patchType, List<String> warnings) {
    byte[] decoded = new byte[0];
    JsonNode operations;
    try {
      decoded = Base64.getMimeDecoder().decode(patch);
      operations = Json.MAPPER.readTree(decoded);
    } catch (JacksonException malformed) {
      return undecodable(GoJsonSyntax.fault(decoded));
    } catch (IllegalArgumentException malformed) {
      return undecodable(String.valueOf(malformed.getMessage()));
    }
    if (operations.isArray() && operations.isEmpty()) {
      return new Verdict.Allowed(null, warnings);
    }
    return patchType.equals("JSONPatch")
        ? new Verdict.Allowed(operations, warnings)
        : new Verdict.Invalid("unsupported patch type \"" + patchType + "\"");
  }

  private static Verdict undecodable(String why) {
    return new Verdict.Invalid("received undecodable patch in webhook response: " + why);
  }

  /// The webhook's own Status, made to be a refusal.
  private static ApiException refusal(Webhook webhook, @Nullable JsonNode given) {
    String denied = "admission webhook \"" + webhook.name() + "\" denied the request";
    String message = Json.text(given, "message");
    String reason = Json.text(given, "reason");
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put(
        "message",
        !message.isEmpty()
            ? denied + ": " + message
            : !reason.isEmpty() ? denied + ": " + reason : denied + " without explanation");
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    JsonNode details = Json.at(given, "details");
    if (details != null) {
      status.set("details", details);
    }
    status.put("code", (int) Math.max(400, Json.number(given, 0, "code")));
    return ApiException.ofStatus(status);
  }
}
