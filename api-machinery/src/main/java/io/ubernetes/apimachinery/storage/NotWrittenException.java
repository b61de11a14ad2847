package io.ubernetes.apimachinery.storage;

/// The store has refused a write: it has certainly not happened.
public final class NotWrittenException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Why nothing was written.
  public enum Reason {
    /// There is no space left; reads and deletions go on.
    FULL,
    /// More is written than the store can take, or it has nobody now who takes writes: the same
    /// write may work a moment later.
    BUSY,
    /// The value is larger than the store takes.
    TOO_LARGE
  }

  public NotWrittenException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
