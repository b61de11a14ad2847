package io.ubernetes.apimachinery.patch.apply;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// A function whose last results are kept in a table of fixed size, by the hash of what it was
/// asked. For functions that give equal results for equal arguments, both immutable. What two
/// threads lose to each other is computed again. Thread-safe.
final class Remembered<K, V> {

  /// Several times the steps to fields that the objects of a cluster have in common.
  private static final int SLOTS = 4096;

  private final AtomicReferenceArray<Entry<K, V>> entries = new AtomicReferenceArray<>(SLOTS);
  private final Function<K, V> function;
  private final BiPredicate<K, V> isKept;

  private record Entry<K, V>(K key, V value) {}

  /// @param isKept whether a result may be kept; it is not when that takes much memory
  Remembered(Function<K, V> function, BiPredicate<K, V> isKept) {
    this.function = function;
    this.isKept = isKept;
  }

  /// Throws what the function throws; that is not kept.
  V of(K key) {
    int hash = key.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    Entry<K, V> entry = entries.getPlain(slot);
    if (entry != null && entry.key().equals(key)) {
      return entry.value();
    }
    V value = function.apply(key);
    if (isKept.test(key, value)) {
      entries.setRelease(slot, new Entry<>(key, value));
    }
    return value;
  }
}
