package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class EtcdStoreTest extends StoreContract {
  private static EtcdProcess etcd;

  private Store store;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdProcess.start();
  }

  @AfterAll
  static void stopEtcd() {
    if (etcd != null) {
      etcd.close();
    }
  }

  @BeforeEach
  void connect() {
    store = EtcdStore.connect(etcd.endpoint());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }

  @Override
  protected Store restarted() {
    store.close();
    etcd.kill();
    etcd.restart();
    connect();
    return store;
  }
}
