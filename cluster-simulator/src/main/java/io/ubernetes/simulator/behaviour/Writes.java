package io.ubernetes.simulator.behaviour;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The writes of one part of a cluster that are under way: one at a time for each object. Owned by
/// the loop.
final class Writes {
  private final Loop loop;
  private final Set<String> underWay = new HashSet<>();

  Writes(Loop loop) {
    this.loop = loop;
  }

  boolean isUnderWay(String uid) {
    return underWay.contains(uid);
  }

  /// Writes to the object with this uid, unless a write to it is under way.
  ///
  /// @param written takes what the write has left
  /// @param again what to do a while after the write was refused
  <T> void begin(String uid, Supplier<T> write, Consumer<T> written, Runnable again) {
    if (!underWay.add(uid)) {
      return;
    }
    loop.async(
        write,
        result -> {
          underWay.remove(uid);
          written.accept(result);
        },
        refused ->
            loop.after(
                World.RETRY,
                () -> {
                  underWay.remove(uid);
                  again.run();
                }));
  }
}
