package io.ubernetes.runtime.client;

import io.ubernetes.model.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call that a server refused, or that got no answer.
///
/// Whether a write that got no answer was carried out is unknown; callers read again.
public final class ApiClientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int NO_ANSWER = 0;

  /// Reasons that this client gives itself, beside those of Kubernetes' `Status`.
  public static final String UNREACHABLE = "Unreachable";

  public static final String TIMEOUT = "NoAnswerInTime";
  public static final String CIRCUIT_OPEN = "CircuitOpen";
  public static final String TOO_BUSY = "TooBusy";
  public static final String CLOSED = "Closed";
  public static final String INTERRUPTED = "Interrupted";

  private final int code;
  private final String reason;
  private final @Nullable Duration retryAfter;
  private final transient @Nullable JsonNode details;

  private ApiClientException(
      int code,
      String reason,
      String message,
      @Nullable Duration retryAfter,
      @Nullable JsonNode details,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /// The refusal that a Kubernetes `Status` object tells of.
  static ApiClientException of(ObjectNode status) {
    return refused(
        (int) Json.number(status, 500, "code"),
        Json.text(status, "reason"),
        Json.text(status, "message"),
        Json.at(status, "details"));
  }

  /// A refusal by the server.
  public static ApiClientException refused(
      int code, String reason, String message, @Nullable JsonNode details) {
    return new ApiClientException(code, reason, message, null, details, null);
  }

  /// A call that got no answer, or was not made.
  public static ApiClientException noAnswer(
      String reason, String message, @Nullable Throwable cause) {
    return new ApiClientException(NO_ANSWER, reason, message, null, null, cause);
  }

  /// The same, to be tried again no sooner than after that time.
  public ApiClientException retryAfter(Duration wait) {
    return new ApiClientException(code, reason, text(), wait, details, getCause());
  }

  /// HTTP status code; 0 when there was no answer.
  public int code() {
    return code;
  }

  /// The `reason` of the server's `Status`, or one of the constants of this class.
  public String reason() {
    return reason;
  }

  /// How long the server asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// The `details` of the server's `Status`, with its causes.
  public Optional<JsonNode> details() {
    return Optional.ofNullable(details);
  }

  public boolean isNotFound() {
    return code == 404;
  }

  /// Somebody else wrote first, owns a field, or a precondition does not hold.
  public boolean isConflict() {
    return code == 409 && !isAlreadyExists();
  }

  public boolean isAlreadyExists() {
    return code == 409 && reason.equals("AlreadyExists");
  }

  /// The resourceVersion, or the position in a list, is too old: list again.
  public boolean isExpired() {
    return code == 410;
  }

  public boolean isInvalid() {
    return code == 422 || code == 400;
  }

  public boolean isForbidden() {
    return code == 401 || code == 403;
  }

  /// The server, or the bulkhead in front of it, has too much to do.
  public boolean isTooBusy() {
    return code == 429 || code == 503 || reason.equals(TOO_BUSY);
  }

  /// No answer came from the server: it is away, out of reach, or too slow. Also true while a
  /// circuit breaker holds calls back for that cause.
  public boolean isUnreachable() {
    return switch (code) {
      case NO_ANSWER ->
          reason.equals(UNREACHABLE) || reason.equals(TIMEOUT) || reason.equals(CIRCUIT_OPEN);
      case 502, 504 -> true;
      default -> false;
    };
  }

  private String text() {
    String text = getMessage();
    return text == null ? "" : text;
  }
}
