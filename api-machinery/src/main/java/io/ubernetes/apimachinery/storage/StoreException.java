package io.ubernetes.apimachinery.storage;

import org.jspecify.annotations.Nullable;

/// The store cannot answer: unreachable, out of space, closed. Whether a write happened is unknown,
/// unless it is a [NotWrittenException].
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
