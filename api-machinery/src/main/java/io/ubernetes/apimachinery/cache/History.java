package io.ubernetes.apimachinery.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The last changes of a type, in order: what resumed watches and lists at an exact revision are
/// served from. Thread-safe; its lock is held for a few steps only.
///
/// Bounded by [CacheLimits]. A change keeps the object that it replaced in memory; the object that
/// it brought is in the newest state anyway, or is what a later change replaced.
final class History {
  private static final int FIRST_CAPACITY = 64;

  private final CacheLimits limits;

  // A ring: `count` changes, the oldest at `first`. All guarded by this.
  private @Nullable Change[] ring = new @Nullable Change[FIRST_CAPACITY];
  private int first;
  private int count;
  private long bytes;
  private long floor = Long.MAX_VALUE;
  private ObjectTree floorState = ObjectTree.EMPTY;

  History(CacheLimits limits) {
    this.limits = limits;
  }

  /// Forgets everything: from now on the history begins with this state.
  synchronized void restart(long revision, ObjectTree state) {
    ring = new @Nullable Change[FIRST_CAPACITY];
    first = 0;
    count = 0;
    bytes = 0;
    floor = revision;
    floorState = state;
  }

  /// Adds changes, all those of a revision in one call: who reads sees all of them or none.
  synchronized void add(List<Change> changes) {
    for (Change change : changes) {
      if (count == ring.length) {
        grow();
      }
      ring[place(count)] = change;
      count++;
      bytes += change.cost();
    }
    while (count > 0 && tooMuch(at(count - 1).atMillis())) {
      dropOldest();
    }
  }

  /// The revision after which every change is known.
  synchronized long floor() {
    return floor;
  }

  synchronized int size() {
    return count;
  }

  /// The changes after a revision, in order; null when some of them are forgotten.
  synchronized @Nullable List<Change> after(long revision) {
    if (revision < floor) {
      return null;
    }
    int from = indexAfter(revision);
    List<Change> changes = new ArrayList<>(count - from);
    for (int i = from; i < count; i++) {
      changes.add(at(i));
    }
    return changes;
  }

  /// All objects as they were at a revision, which must not be newer than the newest state; null
  /// when that is forgotten.
  synchronized @Nullable ObjectTree stateAt(long revision) {
    if (revision < floor) {
      return null;
    }
    int next = indexAfter(revision);
    return next == 0 ? floorState : at(next - 1).state();
  }

  private boolean tooMuch(long nowMillis) {
    return count > limits.historyMaxEvents()
        || bytes > limits.historyMaxBytes()
        || (count > limits.historyMinEvents()
            && nowMillis - at(0).atMillis() > limits.historyAge().toMillis());
  }

  private void dropOldest() {
    Change oldest = at(0);
    floor = oldest.revision();
    floorState = oldest.state();
    bytes -= oldest.cost();
    ring[first] = null;
    first = place(1);
    count--;
  }

  /// Index of the first change after a revision.
  private int indexAfter(long revision) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Change at(int index) {
    return Objects.requireNonNull(ring[place(index)]);
  }

  private int place(int index) {
    return (first + index) % ring.length;
  }

  private void grow() {
    @Nullable Change[] larger = new @Nullable Change[ring.length * 2];
    for (int i = 0; i < count; i++) {
      larger[i] = at(i);
    }
    ring = larger;
    first = 0;
  }
}
