package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.registry.ListOptions;
import io.ubernetes.apimachinery.registry.ListOptions.VersionMatch;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.registry.WriteOptions.DryRun;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the options of Kubernetes requests from the query, and says what is wrong with them as
/// Kubernetes does.
final class QueryOptions {

  private static final int MAX_MANAGER_NAME = 128;

  private QueryOptions() {}

  static ListOptions list(Request request, String namespace) {
    Optional<String> match = request.parameter("resourceVersionMatch");
    number(request, "timeoutSeconds"); // lists do not use it, but a bad one is refused
    ListOptions options =
        new ListOptions(
            namespace,
            selector(request, "labelSelector", LabelSelector::parse),
            selector(request, "fieldSelector", FieldSelector::parse),
            request.parameter("resourceVersion").orElse(""),
            match.map(QueryOptions::versionMatch).orElse(null),
            number(request, "limit").orElse(0L),
            request.parameter("continue").orElse(""));
    List<FieldError> errors =
        isTrue(request, "watch") || request.path().contains("/watch/")
            ? watchErrors(request, options, match.orElse(""))
            : listErrors(request, options, match.orElse(""));
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors);
    }
    return options;
  }

  private static List<FieldError> listErrors(Request request, ListOptions options, String match) {
    List<FieldError> errors = new ArrayList<>();
    if (request.parameter("sendInitialEvents").isPresent()) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    String field = "resourceVersionMatch";
    if (match.isEmpty()) {
      return errors;
    }
    if (options.resourceVersion().isEmpty()) {
      errors.add(
          FieldError.forbidden(
              field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (!options.continueToken().isEmpty()) {
      errors.add(
          FieldError.forbidden(
              field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (options.match() == null) {
      errors.add(FieldError.notSupported(field, quote(match), "\"Exact\", \"NotOlderThan\", \"\""));
    }
    if (options.match() == VersionMatch.EXACT && options.resourceVersion().equals("0")) {
      errors.add(
          FieldError.forbidden(
              field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    }
    return errors;
  }

  private static List<FieldError> watchErrors(Request request, ListOptions options, String match) {
    List<FieldError> errors = new ArrayList<>();
    String field = "resourceVersionMatch";
    boolean initialEvents = request.parameter("sendInitialEvents").isPresent();
    if (initialEvents) {
      if (options.match() != VersionMatch.NOT_OLDER_THAN) {
        errors.add(
            FieldError.forbidden(
                field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        if (!match.isEmpty()) {
          errors.add(FieldError.notSupported(field, quote(match), "\"NotOlderThan\""));
        }
      }
    } else if (!match.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              field,
              "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
      if (options.match() != VersionMatch.NOT_OLDER_THAN) {
        errors.add(FieldError.notSupported(field, quote(match), "\"NotOlderThan\""));
      }
    }
    if (!options.continueToken().isEmpty()) {
      errors.add(
          FieldError.forbidden(
              field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    return errors;
  }

  /// @param optionsKind `CreateOptions`, `UpdateOptions` or `PatchOptions`, for messages
  static WriteOptions write(Request request, Identity identity, String optionsKind) {
    List<FieldError> errors = new ArrayList<>();
    DryRun dryRun = dryRun(request.query().getOrDefault("dryRun", List.of()), errors);
    Optional<String> manager = request.parameter("fieldManager");
    manager.ifPresent(name -> checkManager(name, errors));
    String asked = request.parameter("fieldValidation").orElse("");
    Optional<FieldValidation> validation = FieldValidation.of(asked);
    if (validation.isEmpty()) {
      errors.add(
          FieldError.notSupported(
              "fieldValidation", quote(asked), "\"\", \"Ignore\", \"Strict\", \"Warn\""));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", optionsKind, "", errors);
    }
    String name = manager.filter(m -> !m.isEmpty()).orElseGet(() -> defaultManager(request));
    return new WriteOptions(
        identity, name, dryRun, validation.orElse(FieldValidation.WARN), new ArrayList<>());
  }

  static DryRun dryRun(List<String> values, List<FieldError> errors) {
    if (values.isEmpty()) {
      return DryRun.NO;
    }
    if (!values.stream().allMatch("All"::equals)) {
      String shown =
          "[" + String.join(",", values.stream().map(QueryOptions::quote).toList()) + "]";
      errors.add(FieldError.notSupported("dryRun", shown, "\"All\""));
    }
    return DryRun.ALL;
  }

  private static void checkManager(String name, List<FieldError> errors) {
    if (name.length() > MAX_MANAGER_NAME) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              "fieldManager",
              "Too long: may not be more than " + MAX_MANAGER_NAME + " bytes"));
    }
    for (int at = 0; at < name.length(); at = name.offsetByCodePoints(at, 1)) {
      int sign = name.codePointAt(at);
      if (!isPrintable(sign)) {
        int position = name.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
        errors.add(
            FieldError.invalid(
                "fieldManager",
                GoText.quote(name),
                "invalid character U+%04X (at position %d)".formatted(sign, position)));
      }
    }
  }

  /// As Go sees it: of all that is blank only the space is.
  private static boolean isPrintable(int sign) {
    return switch (Character.getType(sign)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> sign == ' ';
      default -> true;
    };
  }

  /// Kubernetes' rule: what stands before the first slash of the client's User-Agent.
  private static String defaultManager(Request request) {
    String agent = request.header("user-agent").orElse("");
    int slash = agent.indexOf('/');
    String name = slash < 0 ? agent : agent.substring(0, slash);
    return name.isEmpty()
        ? "unknown"
        : name.substring(0, Math.min(MAX_MANAGER_NAME, name.length()));
  }

  static Optional<Long> number(Request request, String name) {
    Optional<String> text = request.parameter(name).filter(value -> !value.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text.get()));
    } catch (NumberFormatException notANumber) {
      String why = text.get().matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
      throw ApiException.badRequest("strconv.ParseInt: parsing " + quote(text.get()) + ": " + why);
    }
  }

  static boolean isTrue(Request request, String name) {
    String value = request.parameter(name).orElse("false");
    return !value.equals("false") && !value.equals("0");
  }

  private static <T> T selector(Request request, String name, Function<String, T> parse) {
    try {
      return parse.apply(request.parameter(name).orElse(""));
    } catch (IllegalArgumentException malformed) {
      throw ApiException.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  private static @Nullable VersionMatch versionMatch(String text) {
    return switch (text) {
      case "Exact" -> VersionMatch.EXACT;
      case "NotOlderThan" -> VersionMatch.NOT_OLDER_THAN;
      default -> null;
    };
  }

  static String quote(String text) {
    String escaped =
        text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
    return '"' + escaped + '"';
  }
}
