package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The rules for the labels by which a namespace asks for a standard of pod security.
final class PodSecurityLabels {

  private static final String PREFIX = "pod-security.kubernetes.io/";
  private static final List<String> LEVELS = List.of("privileged", "baseline", "restricted");
  private static final Pattern VERSION = Pattern.compile("latest|v1\\.(0|[1-9][0-9]{0,8})");

  private PodSecurityLabels() {}

  /// @param before labels that need not be right, because they were there
  static void check(Map<String, String> labels, Map<String, String> before, FieldErrors errors) {
    for (String mode : List.of("enforce", "audit", "warn")) {
      one(labels, before, PREFIX + mode, errors);
      one(labels, before, PREFIX + mode + "-version", errors);
    }
  }

  private static void one(
      Map<String, String> labels, Map<String, String> before, String key, FieldErrors errors) {
    String value = labels.get(key);
    if (value == null || value.equals(before.get(key))) {
      return;
    }
    boolean isVersion = key.endsWith("-version");
    if (isVersion ? !VERSION.matcher(value).matches() : !LEVELS.contains(value)) {
      errors.invalid(
          FieldPath.of("metadata", "labels").key(key),
          value,
          isVersion
              ? "must be \"latest\" or \"v1.x\""
              : "must be one of " + String.join(", ", LEVELS));
    }
  }
}
