package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.GoText;

/// Numbers that kinds keep in annotations, where fields of earlier versions went.
final class AnnotationNumbers {

  private AnnotationNumbers() {}

  /// @param before what a client reads before the reason
  /// @throws ApiException 400 when it is no number
  static long parse(String kind, String text, String before) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      boolean digits = text.matches("[+-]?[0-9]+");
      throw ApiException.badRequest(
          "%s in version \"v1\" cannot be handled as a %s: %sstrconv.ParseInt: parsing %s: %s"
              .formatted(
                  kind,
                  kind,
                  before,
                  GoText.quote(text),
                  digits ? "value out of range" : "invalid syntax"));
    }
  }
}
