package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.apimachinery.storage.etcd.EtcdStore;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Against a real etcd, which is killed and started again now and then.
class WatchCacheEtcdTest extends WatchCacheModel {
  private EtcdProcess etcd;
  private Store store;

  @BeforeEach
  void start() {
    etcd = EtcdProcess.start();
    store = EtcdStore.connect(etcd.endpoint());
  }

  @AfterEach
  void stop() {
    store.close();
    etcd.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Override
  protected void disturb(Random random) {
    if (random.nextInt(30) == 0) {
      etcd.kill();
      etcd.restart();
    }
  }
}
