package io.ubernetes.apimachinery.errors;

/// One thing that is wrong with one field, as Kubernetes' `field.Error`.
///
/// @param field path as Kubernetes writes it: `spec.template.spec.containers[0].name`,
///   `metadata.labels[a]`
/// @param message as it stands in a Status cause: `Required value: must not be empty`
public record FieldError(Type type, String field, String message) {

  /// Kinds of errors; [#reason] is the text in a Status cause.
  public enum Type {
    REQUIRED("FieldValueRequired", "Required value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    NOT_FOUND("FieldValueNotFound", "Not found"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
    INTERNAL("InternalError", "Internal error");

    private final String reason;
    private final String title;

    Type(String reason, String title) {
      this.reason = reason;
      this.title = title;
    }

    public String reason() {
      return reason;
    }

    public String title() {
      return title;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Type.REQUIRED, field, join(Type.REQUIRED.title, detail));
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Type.FORBIDDEN, field, join(Type.FORBIDDEN.title, detail));
  }

  /// @param shownValue the value as Go prints it in Kubernetes' messages: text in double quotes,
  ///   numbers bare, objects as JSON
  public static FieldError invalid(String field, String shownValue, String detail) {
    return new FieldError(
        Type.INVALID, field, join(Type.INVALID.title + ": " + shownValue, detail));
  }

  public static FieldError duplicate(String field, String shownValue) {
    return new FieldError(Type.DUPLICATE, field, Type.DUPLICATE.title + ": " + shownValue);
  }

  /// @param supported the quoted and comma separated list of what is supported; may be empty
  public static FieldError notSupported(String field, String shownValue, String supported) {
    String detail = supported.isEmpty() ? "" : "supported values: " + supported;
    return new FieldError(
        Type.NOT_SUPPORTED, field, join(Type.NOT_SUPPORTED.title + ": " + shownValue, detail));
  }

  private static String join(String head, String detail) {
    return detail.isEmpty() ? head : head + ": " + detail;
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
