package io.ubernetes.apimachinery.auth;

import java.util.List;

/// Says whose a token is, and if nobody's, why. Thread-safe; answers from memory.
@FunctionalInterface
public interface TokenReviewer {

  /// @param audiences at least one of them must be meant by the token; empty for the server's own
  Verdict review(String token, List<String> audiences);

  /// What was found.
  sealed interface Verdict {
    /// The token is good.
    ///
    /// @param audiences those of the token that were asked for
    record Good(Identity identity, List<String> audiences) implements Verdict {
      public Good {
        audiences = List.copyOf(audiences);
      }
    }

    /// The token is no token of this server.
    record Unknown() implements Verdict {}

    /// The token is one of this server, and no good.
    ///
    /// @param why in Kubernetes' words
    record Bad(String why) implements Verdict {}
  }
}
