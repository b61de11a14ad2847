package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.model.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Whom a binding names: a user or a group. A service account is the user that it comes as.
record Subject(Kind kind, String name) {

  enum Kind {
    USER,
    GROUP
  }

  static Subject user(String name) {
    return new Subject(Kind.USER, name);
  }

  static Subject group(String name) {
    return new Subject(Kind.GROUP, name);
  }

  /// @param namespace of the binding; a service account without one is of the same
  /// @return nothing for a subject that is nobody
  static Optional<Subject> of(ObjectNode subject, String namespace) {
    String name = Json.text(subject, "name");
    return switch (Json.text(subject, "kind")) {
      case "User" -> Optional.of(user(name));
      case "Group" -> Optional.of(group(name));
      case "ServiceAccount" -> {
        String given = Json.text(subject, "namespace");
        String of = given.isEmpty() ? namespace : given;
        yield of.isEmpty()
            ? Optional.empty()
            : Optional.of(user("system:serviceaccount:" + of + ":" + name));
      }
      default -> Optional.empty();
    };
  }

  /// As Kubernetes' reasons name a subject of a binding.
  static String describe(ObjectNode subject) {
    String kind = Json.text(subject, "kind");
    String name = Json.text(subject, "name");
    boolean account = kind.equals("ServiceAccount");
    String shown = account ? name + "/" + Json.text(subject, "namespace") : name;
    return kind + " \"" + shown + "\"";
  }
}
