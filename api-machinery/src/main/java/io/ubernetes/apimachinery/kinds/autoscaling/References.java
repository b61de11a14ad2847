package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for how an autoscaler names other objects.
final class References {

  private References() {}

  /// What is asked of the group in an `apiVersion`.
  enum Group {
    REQUIRED,
    OPTIONAL,
    NOT_CHECKED
  }

  static void check(
      @Nullable ObjectNode reference, FieldPath path, Group group, FieldErrors errors) {
    for (String part : List.of("kind", "name")) {
      String text = Json.text(reference, part);
      if (text.isEmpty()) {
        errors.required(path.child(part));
      } else {
        errors.eachInvalid(path.child(part), text, Names.pathSegment(text));
      }
    }
    String version = Json.text(reference, "apiVersion");
    String problem = problem(version, group);
    if (!problem.isEmpty()) {
      errors.invalid(path.child("apiVersion"), version, problem);
    }
  }

  /// What is wrong with an `apiVersion`; empty when nothing is.
  static String problem(String version, Group group) {
    if (group == Group.NOT_CHECKED) {
      return "";
    }
    long slashes = version.chars().filter(c -> c == '/').count();
    if (slashes > 1) {
      return "unexpected GroupVersion string: " + version;
    }
    boolean named = slashes == 1 && !version.startsWith("/");
    return named || group == Group.OPTIONAL ? "" : "apiVersion must specify API group";
  }
}
