package io.ubernetes.apimachinery.storage;

/// What was asked for lies before the oldest revision that is kept.
public final class CompactedException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final long compactRevision;

  public CompactedException(long compactRevision) {
    super("required revision has been compacted (oldest kept: " + compactRevision + ")", null);
    this.compactRevision = compactRevision;
  }

  public long compactRevision() {
    return compactRevision;
  }
}
