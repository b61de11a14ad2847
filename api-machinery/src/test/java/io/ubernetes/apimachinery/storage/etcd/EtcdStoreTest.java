package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.StoreContract;

class EtcdStoreTest extends StoreContract {
  EtcdStoreTest() {
    super(new EtcdSubject());
  }
}
