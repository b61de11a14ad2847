package io.ubernetes.bench;

/// A mistake of the caller's on the command line, told in one line.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
