package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;

/// Readers that share a question to the store, and writers, for Lincheck: a reader never misses a
/// write that was acknowledged before it began, so that all answers together are linearizable.
public class NewestRevisionInterleavings {
  private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

  private final MemoryStore store = new MemoryStore();
  private final NewestRevision newest = new NewestRevision(store);
  private final AtomicInteger keys = new AtomicInteger();

  public static void main(String[] arguments) {
    new StressOptions()
        .iterations(5)
        .invocationsPerIteration(300)
        .threads(3)
        .check(NewestRevisionInterleavings.class);
  }

  @Operation
  public long write() {
    return store.create("/" + keys.incrementAndGet(), new byte[1]) instanceof Written(long revision)
        ? revision
        : -1;
  }

  @Operation
  public long read() {
    return newest.get(System.nanoTime() + PATIENCE);
  }
}
