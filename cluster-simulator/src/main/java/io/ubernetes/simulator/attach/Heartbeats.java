package io.ubernetes.simulator.attach;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Patch;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Renews the Leases by which a cluster's node lifecycle controller knows that its nodes are alive.
/// One virtual thread. Thread-safe.
final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  private static final String NAMESPACE = "kube-node-lease";

  /// A node that was silent for 40 seconds counts as lost (`--node-monitor-grace-period` was that
  /// short for long); kubelets say something each 10.
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final int LEASE_SECONDS = 40;

  private final ApiClient client;
  private final Set<String> nodes;
  private final InstantSource clock;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("heartbeats").unstarted(this::run);

  /// @param nodes looked at anew each time; may change meanwhile
  Heartbeats(ApiClient client, Set<String> nodes, InstantSource clock) {
    this.client = client;
    this.nodes = nodes;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        nodes.forEach(this::beat);
      } while (!end.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      LOG.debug("heartbeats end");
    }
  }

  private void beat(String node) {
    if (end.getCount() == 0) {
      return;
    }
    NamespacedName key = new NamespacedName(NAMESPACE, node);
    ObjectNode patch = Json.object();
    fill(patch.putObject("spec"), node);
    try {
      var _ = client.patch(ApiResources.LEASES, key, new Patch.Merge(patch));
    } catch (ApiClientException refused) {
      if (refused.isNotFound()) {
        create(node);
      } else {
        LOG.debug("no heartbeat of {}: {}", node, refused.getMessage());
      }
    }
  }

  private void create(String node) {
    ApiObject lease = ApiObject.of(ApiResources.LEASES.kind(), NAMESPACE, node);
    fill(lease.json().putObject("spec"), node);
    try {
      var _ = client.create(ApiResources.LEASES, lease);
    } catch (ApiClientException refused) {
      LOG.debug("no heartbeat of {}: {}", node, refused.getMessage());
    }
  }

  private void fill(ObjectNode spec, String node) {
    spec.put("holderIdentity", node);
    spec.put("leaseDurationSeconds", LEASE_SECONDS);
    // A time with six digits behind the point, as MicroTime wants it.
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    spec.put("renewTime", now.replace("Z", ".000000Z"));
  }
}
