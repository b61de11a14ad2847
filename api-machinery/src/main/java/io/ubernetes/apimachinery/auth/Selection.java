package io.ubernetes.apimachinery.auth;

import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;

/// To which objects a list, a watch or a deletion of several is confined. An authorizer may allow
/// what is confined and refuse the rest; one that does not look at it treats every request as the
/// widest. Immutable.
public record Selection(FieldSelector fields, LabelSelector labels) {
  /// All objects.
  public static final Selection EVERYTHING =
      new Selection(FieldSelector.everything(), LabelSelector.everything());

  /// Reads the text of both; what cannot be understood confines nothing, so that nobody is allowed
  /// more for having written nonsense.
  public static Selection parse(String fields, String labels) {
    return new Selection(fields(fields), labels(labels));
  }

  private static FieldSelector fields(String text) {
    try {
      return FieldSelector.parse(text);
    } catch (IllegalArgumentException notUnderstood) {
      return FieldSelector.everything();
    }
  }

  private static LabelSelector labels(String text) {
    try {
      return LabelSelector.parse(text);
    } catch (IllegalArgumentException notUnderstood) {
      return LabelSelector.everything();
    }
  }
}
