package io.ubernetes.cli;

/// The command was wrong in what it names: a file that is none, a name that is not allowed. The
/// message is the one line that people see.
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
