package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.WatchContract;

class PrefixedStoreWatchTest extends WatchContract {
  PrefixedStoreWatchTest() {
    super(new PrefixedSubject());
  }
}
