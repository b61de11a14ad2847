package io.ubernetes.cli.placement;

import io.ubernetes.cli.kubeconfig.KubeconfigException;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.federation.apiserver.explain.SplitPreview;
import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.scheduler.SchedulerConfig;
import io.ubernetes.scheduler.WhatIf;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Asks the scheduler's own mind, with what the scheduler may see of the federation, whether or not
/// a scheduler runs. Reads the federation anew for each answer. Thread-safe; the lock owns the
/// client, which is made when somebody asks for the first time.
public final class SchedulersPreview implements SplitPreview, AutoCloseable {

  private final Path kubeconfig;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ClientFactory clients;
  private @Nullable ApiClient client;

  /// @param kubeconfig the scheduler's; need not be there before somebody asks
  public SchedulersPreview(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  @Override
  public List<String> of(ObjectNode object) {
    ApiObject asked = new ApiObject(object);
    if (WhatIf.isNeverPlaced(asked)) {
      return List.of("not placed: it stays in the federation");
    }
    try {
      return WhatIf.read(federationClient(), SchedulerConfig.DEFAULT, Instant.now())
          .preview(asked)
          .inWords();
    } catch (ApiClientException | KubeconfigException failed) {
      return List.of("cannot be told now: " + failed.getMessage());
    }
  }

  private ApiClient federationClient() {
    lock.lock();
    try {
      if (client == null) {
        clients = new ClientFactory();
        client = Kubeconfigs.read(kubeconfig, "").connect(clients);
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (client != null) {
        client.close();
      }
      if (clients != null) {
        clients.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
