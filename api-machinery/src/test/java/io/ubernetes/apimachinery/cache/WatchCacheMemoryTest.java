package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.Store;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

class WatchCacheMemoryTest extends WatchCacheModel {
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
    if (random.nextBoolean()) {
      store.refuseWatches();
    }
    store.breakWatches();
  }

  @Override
  protected void mend() {
    store.allowWatches();
  }
}
