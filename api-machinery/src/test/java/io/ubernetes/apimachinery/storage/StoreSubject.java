package io.ubernetes.apimachinery.storage;

/// An implementation of [Store] with what stands behind it, as the contract tests need it. Made for
/// one test.
public interface StoreSubject extends AutoCloseable {
  /// Opens the store over the data of this subject.
  Store open();

  /// Restarts what stands behind the store, which is closed.
  void restart();

  /// Whether [Store.Listing#more] is exact; otherwise it may be true at the end.
  default boolean knowsItsEnd() {
    return true;
  }

  /// Cleans up. The store is closed.
  @Override
  void close();
}
