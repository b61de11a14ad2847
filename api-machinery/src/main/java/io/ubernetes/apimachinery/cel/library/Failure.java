package io.ubernetes.apimachinery.cel.library;

/// A function that cannot give a result, with the message that a client reads. Has no stack trace.
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failure(String message) {
    super(message, null, false, false);
  }
}
