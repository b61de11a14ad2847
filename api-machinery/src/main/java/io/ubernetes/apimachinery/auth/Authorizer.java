package io.ubernetes.apimachinery.auth;

import java.util.ArrayList;
import java.util.List;

/// Says whether someone may do something. Thread-safe; answers from memory.
@FunctionalInterface
public interface Authorizer {

  Decision authorize(Identity identity, Attributes attributes);

  /// The answer.
  sealed interface Decision {
    Decision ALLOW = new Allow("");

    /// No, without saying more than that.
    Decision DENY = new Deny("");

    /// Yes.
    ///
    /// @param reason told to those who ask why; may be empty
    record Allow(String reason) implements Decision {}

    /// No.
    ///
    /// @param reason told to the client after the general sentence; may be empty
    record Deny(String reason) implements Decision {}
  }

  /// Allows what at least one of several allows; their reasons not to are joined.
  static Authorizer anyOf(List<Authorizer> authorizers) {
    List<Authorizer> all = List.copyOf(authorizers);
    return (identity, attributes) -> {
      List<String> reasons = new ArrayList<>();
      for (Authorizer one : all) {
        switch (one.authorize(identity, attributes)) {
          case Decision.Allow allow -> {
            return allow;
          }
          case Decision.Deny(String reason) when !reason.isEmpty() -> reasons.add(reason);
          case Decision.Deny deny -> {}
        }
      }
      return new Decision.Deny(String.join(", ", reasons));
    };
  }
}
