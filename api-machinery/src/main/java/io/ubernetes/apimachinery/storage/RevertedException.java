package io.ubernetes.apimachinery.storage;

/// The store is older than it was: it was put back to an earlier state, as from a backup. What was
/// known of it since may never have happened, and must be read anew.
public final class RevertedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /// @param known a revision that the store has had
  /// @param now its newest revision now
  public RevertedException(long known, long now) {
    super("the store was put back from revision " + known + " to " + now, null);
  }

  /// The store has gone past what it had, another way.
  ///
  /// @param known a revision that is another one now
  public RevertedException(long known) {
    super("the store was put back, and revision " + known + " is another one now", null);
  }
}
