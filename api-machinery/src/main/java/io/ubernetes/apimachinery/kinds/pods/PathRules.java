package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import java.util.List;

/// The rules for paths of files, which must not lead out of where they belong.
final class PathRules {

  private PathRules() {}

  /// A relative path that does not climb.
  static void local(String path, FieldPath field, FieldErrors errors) {
    if (path.startsWith("/")) {
      errors.invalid(field, path, "must be a relative path");
    }
    noBacksteps(path, field, errors);
  }

  /// A relative path to a file that the kubelet does not need for itself.
  static void notReserved(String path, FieldPath field, FieldErrors errors) {
    local(path, field, errors);
    if (path.startsWith("..") && !path.startsWith("../")) {
      errors.invalid(field, path, "must not start with '..'");
    }
  }

  static void noBacksteps(String path, FieldPath field, FieldErrors errors) {
    if (climbs(path)) {
      errors.invalid(field, path, "must not contain '..'");
    }
  }

  static boolean climbs(String path) {
    return List.of(path.split("/", -1)).contains("..");
  }
}
