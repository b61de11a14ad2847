package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class WatchCacheEmbeddedTest extends WatchCacheModel {
  @TempDir Path directory;

  private Store store;

  @BeforeEach
  void open() {
    store = EmbeddedStore.open(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }
}
