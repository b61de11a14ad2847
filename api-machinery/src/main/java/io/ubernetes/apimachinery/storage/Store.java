package io.ubernetes.apimachinery.storage;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A durable, linearizable, versioned map from text keys to bytes, in the manner of etcd.
///
/// Every write that is acknowledged is durable and gets a revision greater than all before it; one
/// counter for all keys. Reads without a revision see every write acknowledged before they began.
/// Methods block (call them on virtual threads), are thread-safe, and throw [StoreException] when
/// the store cannot answer; what was asked may then have happened or not.
///
/// Keys are well-formed Unicode, not empty, and sort by their UTF-8 bytes; anything else is an
/// [IllegalArgumentException]. The revision of a store that was never written is 1.
public interface Store extends AutoCloseable {

  /// The newest value of a key, or nothing.
  Optional<Entry> get(String key);

  /// The entries whose keys begin with `prefix`, in the order of their keys.
  ///
  /// @param fromKey the first key to return (inclusive), or null for the prefix's first
  /// @param limit at most that many entries; 0 is all
  /// @param atRevision the revision to read at, or 0 for the newest
  /// @throws CompactedException when `atRevision` is no longer kept
  /// @throws StoreException also when `atRevision` is not reached yet
  Listing list(String prefix, @Nullable String fromKey, int limit, long atRevision);

  /// Writes a key that must not exist.
  WriteResult create(String key, byte[] value);

  /// Replaces the value of a key that must have been written last at `expectedRevision`.
  WriteResult update(String key, byte[] value, long expectedRevision);

  /// Removes a key that must have been written last at `expectedRevision`.
  WriteResult delete(String key, long expectedRevision);

  /// The newest revision; every write acknowledged before this call has a revision at most that.
  long currentRevision();

  /// Sends every change of the keys under a prefix to `watcher`, in order and each once, beginning
  /// with the first change after `afterRevision`. Survives a store that is away for a while.
  ///
  /// @return ends the watch when closed; nothing is delivered after `close` has returned. It waits
  ///   for a call of the watcher that is going on (unless it is made from within that call), so do
  ///   not hold a lock that the watcher takes
  Watch watch(String prefix, long afterRevision, Watcher watcher);

  /// Forgets what was before `revision`: reads at earlier revisions, and watches after earlier
  /// ones, are refused from now on. The space is freed by and by. What is compacted already stays
  /// so.
  ///
  /// @throws StoreException when `revision` is not reached yet
  void compact(long revision);

  /// Ends all watches, without telling their watchers, and refuses every further call.
  @Override
  void close();

  /// A key as it was written at `revision`. The bytes are never changed by anyone.
  record Entry(String key, byte[] value, long revision) {}

  /// @param revision what was read is the state at this revision
  /// @param more whether there may be entries after these; true also where only something of the
  ///   store's own follows (an old etcd)
  record Listing(List<Entry> entries, long revision, boolean more) {}

  /// How a conditional write ended.
  sealed interface WriteResult {
    /// It was written, at this revision.
    record Written(long revision) implements WriteResult {}

    /// The condition did not hold; `current` is what stood there instead, or null when nothing did.
    record Conflict(@Nullable Entry current) implements WriteResult {}
  }

  /// A change: the entry after it (value null when it was deleted), and the entry before it when
  /// the store still knows it.
  record Event(String key, byte @Nullable [] value, long revision, @Nullable Entry previous) {
    public boolean isDelete() {
      return value == null;
    }
  }

  /// Receives a watch. Called by one thread at a time; must not block for long.
  interface Watcher {
    /// All changes of one or several revisions, complete and in order.
    void onEvents(List<Event> events);

    /// There is no undelivered change under the prefix up to and including this revision.
    void onProgress(long revision);

    /// The watch has ended and will deliver nothing more: [CompactedException] when the revision
    /// was too old, otherwise a fault that the store cannot mend by itself.
    void onError(StoreException error);
  }

  /// A running watch.
  interface Watch extends AutoCloseable {
    /// Asks for an [Watcher#onProgress] with a revision at least as new as the store's newest at
    /// the time of this call, soon. Does not block.
    void requestProgress();

    @Override
    void close();
  }
}
