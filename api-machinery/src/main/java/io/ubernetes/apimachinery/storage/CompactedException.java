package io.ubernetes.apimachinery.storage;

/// What was asked for lies before the oldest revision that is kept.
public final class CompactedException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final long compactRevision;

  public CompactedException(long compactRevision) {
    super(
        "required revision has been compacted (nothing before " + compactRevision + " can be read)",
        null);
    this.compactRevision = compactRevision;
  }

  /// No revision before this one can be read. Not every store tells how far it was compacted; then
  /// this is only the revision after the one that was asked for.
  public long compactRevision() {
    return compactRevision;
  }
}
