package io.ubernetes.apimachinery.storage.etcd;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreSubject;
import org.jspecify.annotations.Nullable;

/// The one etcd that all contract tests of this JVM share, since a start takes a second. It ends
/// with the JVM.
final class EtcdSubject implements StoreSubject {
  private static @Nullable EtcdProcess shared;

  private final EtcdProcess etcd = shared();

  private static synchronized EtcdProcess shared() {
    if (shared == null) {
      shared = EtcdProcess.start();
    }
    return shared;
  }

  @Override
  public Store open() {
    return EtcdStore.connect(etcd.endpoint());
  }

  @Override
  public void restart() {
    etcd.kill();
    etcd.restart();
  }

  /// In old versions the marker of a watch is a key of the prefixes around it.
  @Override
  public boolean knowsItsEnd() {
    return ServerVersions.isSafe(etcd.version());
  }

  @Override
  public void close() {
    // The next test goes on with it.
  }
}
