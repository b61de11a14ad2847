package io.ubernetes.cli.join;

/// A member that could not be joined or let go. The message is one line for people.
public final class JoinException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JoinException(String message) {
    super(message);
  }

  JoinException(String message, Throwable cause) {
    super(message, cause);
  }
}
