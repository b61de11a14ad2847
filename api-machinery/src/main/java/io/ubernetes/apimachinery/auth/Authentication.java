package io.ubernetes.apimachinery.auth;

/// What an authenticator found.
public sealed interface Authentication {

  /// The request shows no credential of the kind looked for.
  Authentication NONE = new None();

  /// The sender is known.
  record Known(Identity identity) implements Authentication {}

  /// There is nothing to know the sender by.
  record None() implements Authentication {}

  /// There is a credential, and it is no good: such a request is answered 401, even where nobody
  /// needs to be known.
  ///
  /// @param why for the server's log; it is not told to the client
  record Refused(String why) implements Authentication {}
}
