package io.ubernetes.integration;

import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// A ReplicaSet's life in a federation that keeps its objects in etcd.
final class FederationOnEtcdIT extends ReplicaSetLife {

  FederationOnEtcdIT(@TempDir Path folder) throws Exception {
    super(onEtcd(folder));
  }

  private static LiveFederation onEtcd(Path folder) throws Exception {
    EtcdProcess etcd = EtcdProcess.start();
    return new LiveFederation(
        folder, List.of(etcd.endpoint()), LiveFederation.membersOfTheEnvironment(), etcd);
  }
}
