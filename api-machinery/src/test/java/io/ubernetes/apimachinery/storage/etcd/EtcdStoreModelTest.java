package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.ModelContract;

class EtcdStoreModelTest extends ModelContract {
  EtcdStoreModelTest() {
    super(new EtcdSubject());
  }
}
