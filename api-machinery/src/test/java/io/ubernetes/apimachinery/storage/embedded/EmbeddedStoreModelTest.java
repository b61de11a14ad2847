package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.ModelContract;

class EmbeddedStoreModelTest extends ModelContract {
  EmbeddedStoreModelTest() {
    super(new EmbeddedSubject());
  }
}
