package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreContract;

class EmbeddedStoreTest extends StoreContract {
  EmbeddedStoreTest() {
    super(new EmbeddedSubject());
  }
}
