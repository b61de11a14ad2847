package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

class WatchCacheMemoryTest extends WatchCacheModel {
  /// Pauses in which nothing is delivered.
  private final List<CountDownLatch> held = new ArrayList<>();

  private final MemoryStore store = new MemoryStore();

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Override
  protected void disturb(Random random) {
    switch (random.nextInt(3)) {
      case 0 -> held.add(store.holdDeliveries());
      case 1 -> store.breakWatches();
      default -> {
        store.refuseWatches();
        store.breakWatches();
      }
    }
  }

  @Override
  protected void mend() {
    store.allowWatches();
    held.forEach(CountDownLatch::countDown);
    held.clear();
  }
}
