package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreSubject;

/// The one etcd that all contract tests of this JVM share, since a start takes a second. It ends
/// with the JVM.
final class EtcdSubject implements StoreSubject {
  @Override
  public Store open() {
    return EtcdStore.connect(Shared.ETCD.endpoint());
  }

  @Override
  public void restart() {
    Shared.ETCD.kill();
    Shared.ETCD.restart();
  }

  /// In old versions the marker of a watch counts as a key of the prefixes around it.
  @Override
  public boolean countsExactly() {
    return ServerVersions.isSafe(Shared.ETCD.version());
  }

  @Override
  public void close() {
    // The next test goes on with it.
  }

  /// Started when the first test needs it.
  private static final class Shared {
    static final EtcdProcess ETCD = EtcdProcess.start();
  }
}
