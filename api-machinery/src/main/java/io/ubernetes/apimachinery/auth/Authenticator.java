package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.http.Request;
import java.util.List;

/// Finds out who sends a request, from one kind of credential. Thread-safe. Fast enough for an
/// event loop: it answers from memory.
@FunctionalInterface
public interface Authenticator {

  Authentication authenticate(Request request);

  /// The first of several that knows the sender. Where none does, one credential that is no good is
  /// enough to refuse.
  static Authenticator firstOf(List<Authenticator> authenticators) {
    List<Authenticator> all = List.copyOf(authenticators);
    return request -> {
      Authentication found = Authentication.NONE;
      for (Authenticator one : all) {
        switch (one.authenticate(request)) {
          case Authentication.Known known -> {
            return known;
          }
          case Authentication.Refused refused -> found = refused;
          case Authentication.None none -> {}
        }
      }
      return found;
    };
  }
}
