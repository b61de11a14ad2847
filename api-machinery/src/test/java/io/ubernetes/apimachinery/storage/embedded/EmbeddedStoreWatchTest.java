package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.WatchContract;

class EmbeddedStoreWatchTest extends WatchContract {
  EmbeddedStoreWatchTest() {
    super(new EmbeddedSubject());
  }
}
