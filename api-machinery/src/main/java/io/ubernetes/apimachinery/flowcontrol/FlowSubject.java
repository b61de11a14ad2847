package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.model.Json;
import tools.jackson.databind.node.ObjectNode;

/// Whom a part of a FlowSchema is about. Immutable.
sealed interface FlowSubject {
  String ALL = "*";

  boolean is(Identity identity);

  /// A user by name; `*` is everybody.
  record User(String name) implements FlowSubject {
    @Override
    public boolean is(Identity identity) {
      return name.equals(ALL) || name.equals(identity.user());
    }
  }

  /// The members of a group; `*` is everybody.
  record Group(String name) implements FlowSubject {
    @Override
    public boolean is(Identity identity) {
      return name.equals(ALL) || identity.groups().contains(name);
    }
  }

  /// The service account of that user name, or every one of a namespace, whose names begin alike.
  record ServiceAccount(String user, boolean allOfNamespace) implements FlowSubject {
    @Override
    public boolean is(Identity identity) {
      return allOfNamespace ? identity.user().startsWith(user) : identity.user().equals(user);
    }
  }

  /// Of a kind that is not known, so that nobody is meant.
  record Nobody() implements FlowSubject {
    @Override
    public boolean is(Identity identity) {
      return false;
    }
  }

  static FlowSubject of(ObjectNode subject) {
    return switch (Json.text(subject, "kind")) {
      case "User" -> new User(Json.text(subject, "user", "name"));
      case "Group" -> new Group(Json.text(subject, "group", "name"));
      case "ServiceAccount" -> {
        String name = Json.text(subject, "serviceAccount", "name");
        String prefix =
            "system:serviceaccount:" + Json.text(subject, "serviceAccount", "namespace") + ":";
        boolean all = name.equals(ALL);
        yield new ServiceAccount(all ? prefix : prefix + name, all);
      }
      default -> new Nobody();
    };
  }
}
