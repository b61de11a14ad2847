package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.WatchContract;

class EtcdStoreWatchTest extends WatchContract {
  EtcdStoreWatchTest() {
    super(new EtcdSubject());
  }
}
