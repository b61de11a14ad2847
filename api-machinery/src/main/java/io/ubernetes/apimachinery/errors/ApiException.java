package io.ubernetes.apimachinery.errors;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request that is refused: carries the `Status` object that answers it. Thrown for callers'
/// mistakes and for conditions of the server that the caller must know; it has no stack trace.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ObjectNode status;
  private final int code;

  private ApiException(int code, ObjectNode status) {
    super(Json.text(status, "message"), null, false, false);
    this.code = code;
    this.status = status;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return Json.text(status, "reason");
  }

  /// The `Status` object; owned by this exception.
  public ObjectNode status() {
    return status;
  }

  /// Seconds after which the caller may try again, or null.
  public @Nullable Integer retryAfterSeconds() {
    long seconds = Json.number(status, -1, "details", "retryAfterSeconds");
    return seconds < 0 ? null : (int) seconds;
  }

  /// Any other refusal, without details.
  public static ApiException of(int code, String reason, String message) {
    return new ApiException(code, status(code, reason, message));
  }

  public static ApiException badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  public static ApiException unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  public static ApiException methodNotAllowed(String message) {
    return of(405, "MethodNotAllowed", message);
  }

  public static ApiException notAcceptable(String message) {
    return of(406, "NotAcceptable", message);
  }

  public static ApiException unsupportedMediaType(String message) {
    return of(415, "UnsupportedMediaType", message);
  }

  public static ApiException requestEntityTooLarge(String message) {
    return of(413, "RequestEntityTooLarge", message);
  }

  /// The resource version asked for is no longer kept: the client must list again.
  public static ApiException expired(String message) {
    return of(410, "Expired", message);
  }

  public static ApiException notFound(GroupResource resource, String name) {
    return named(404, "NotFound", resource, name, resource + " \"" + name + "\" not found");
  }

  public static ApiException alreadyExists(GroupResource resource, String name) {
    return named(
        409, "AlreadyExists", resource, name, resource + " \"" + name + "\" already exists");
  }

  /// Also said of a name that was given, when one was to be generated if it had not been.
  public static ApiException noUniqueName(GroupResource resource, String name) {
    ObjectNode status =
        named(
                409,
                "AlreadyExists",
                resource,
                name,
                resource
                    + " \""
                    + name
                    + "\" already exists, the server was not able to generate a unique name for the"
                    + " object")
            .status();
    status.withObject("/details").put("retryAfterSeconds", 1);
    return ofStatus(status);
  }

  /// The usual optimistic lock failure when `detail` is Kubernetes' sentence for it.
  public static ApiException conflict(GroupResource resource, String name, String detail) {
    return named(
        409,
        "Conflict",
        resource,
        name,
        "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + detail);
  }

  public static ApiException modified(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiException forbidden(GroupResource resource, String name, String detail) {
    String subject =
        name.isEmpty() ? resource + " is forbidden" : resource + " \"" + name + "\" is forbidden";
    return named(403, "Forbidden", resource, name, subject + ": " + detail);
  }

  /// Several field errors in one object.
  ///
  /// @param kind kind of the object; messages call it `ReplicaSet.apps`
  public static ApiException invalid(
      String group, String kind, String name, List<FieldError> errors) {
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    Set<String> texts = new LinkedHashSet<>();
    errors.forEach(error -> texts.add(error.toString()));
    String all = texts.size() == 1 ? texts.iterator().next() : texts.toString();
    ObjectNode status = status(422, "Invalid", qualified + " \"" + name + "\" is invalid: " + all);
    ObjectNode details = status.putObject("details");
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    if (!kind.isEmpty()) {
      details.put("kind", kind);
    }
    ArrayNode causes = details.putArray("causes");
    for (FieldError error : errors) {
      ObjectNode cause = causes.addObject();
      cause.put("reason", error.type().reason());
      cause.put("message", error.message());
      cause.put("field", error.field());
    }
    return new ApiException(422, order(status));
  }

  /// The server cannot answer in time; the client shall try again.
  public static ApiException timeout(String message) {
    ObjectNode status = status(504, "Timeout", message);
    return new ApiException(504, status);
  }

  public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
    return retryLater(429, "TooManyRequests", message, retryAfterSeconds);
  }

  public static ApiException serviceUnavailable(String message, int retryAfterSeconds) {
    return retryLater(503, "ServiceUnavailable", message, retryAfterSeconds);
  }

  public static ApiException internal(String message) {
    ObjectNode status = status(500, "InternalError", "Internal error occurred: " + message);
    status.putObject("details").putArray("causes").addObject().put("message", message);
    return new ApiException(500, order(status));
  }

  /// Any other refusal about one object of a resource.
  public static ApiException named(
      int code, String reason, GroupResource resource, String name, String message) {
    ObjectNode status = status(code, reason, message);
    ObjectNode details = status.putObject("details");
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    details.put("kind", resource.resource());
    return new ApiException(code, order(status));
  }

  /// A Status that was made elsewhere, for causes that have no factory here.
  public static ApiException ofStatus(ObjectNode status) {
    return new ApiException((int) Json.number(status, 500, "code"), status);
  }

  private static ApiException retryLater(int code, String reason, String message, int seconds) {
    ObjectNode status = status(code, reason, message);
    status.putObject("details").put("retryAfterSeconds", seconds);
    return new ApiException(code, order(status));
  }

  private static ObjectNode status(int code, String reason, String message) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    status.put("code", code);
    return status;
  }

  /// Details stand before the code, as clients print them.
  private static ObjectNode order(ObjectNode status) {
    status.set("code", status.remove("code"));
    return status;
  }
}
