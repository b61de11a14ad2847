package io.ubernetes.simulator;

import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.storage.Compactor;
import io.ubernetes.apimachinery.storage.PrefixedStore;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Any number of simulated clusters in one process. They share event loops and one store, so that a
/// hundred cost little more than their objects. Thread-safe.
///
/// The data directory gets `members/NAME.kubeconfig` for each cluster, and `simulator/` for what
/// the clusters hold and for their keys.
public final class Simulator implements AutoCloseable {
  private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);

  private final Config config;
  private final EventLoops loops;
  private final Store store;
  private final Compactor compactor;
  private final Map<String, SimulatedCluster> clusters =
      Collections.synchronizedMap(new LinkedHashMap<>());

  /// What to simulate.
  ///
  /// @param readyDelay from the time a pod has a node until it is ready
  public record Config(Path dataDirectory, List<ClusterSpec> clusters, Duration readyDelay) {
    public static final Duration DEFAULT_READY_DELAY = Duration.ofSeconds(1);

    public Config {
      clusters = List.copyOf(clusters);
    }

    /// Clusters `member-1` to `member-N` of equal nodes.
    ///
    /// @param basePort the first cluster's port, the others follow; 0 for any free ones
    public static Config of(
        Path dataDirectory,
        int clusters,
        int nodes,
        NodeShape shape,
        Duration readyDelay,
        int basePort) {
      List<ClusterSpec> specs = new ArrayList<>();
      for (int i = 0; i < clusters; i++) {
        specs.add(
            ClusterSpec.of("member-" + (i + 1), nodes, shape)
                .in("region-" + (i + 1), "region-" + (i + 1) + "-a")
                .atPort(basePort == 0 ? 0 : basePort + i));
      }
      return new Config(dataDirectory, specs, readyDelay);
    }
  }

  private Simulator(Config config) {
    this.config = config;
    this.store = EmbeddedStore.open(config.dataDirectory().resolve("simulator").resolve("store"));
    this.compactor = Compactor.start(store, COMPACTION_INTERVAL);
    this.loops = EventLoops.start();
  }

  /// Returns when all clusters answer and their kubeconfigs are written.
  ///
  /// @throws IOException in one line why it cannot run here
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store cannot be opened
  public static Simulator start(Config config) throws IOException {
    Simulator simulator = new Simulator(config);
    try {
      simulator.addAll(config.clusters());
      return simulator;
    } catch (IOException | RuntimeException failure) {
      simulator.close();
      throw failure;
    }
  }

  /// Adds a cluster; returns when it answers.
  public SimulatedCluster add(ClusterSpec spec) throws IOException {
    Path own = config.dataDirectory().resolve("simulator").resolve(spec.name());
    Path kubeconfig =
        config.dataDirectory().resolve("members").resolve(spec.name() + ".kubeconfig");
    Store part = new PrefixedStore(store, "/clusters/" + spec.name());
    SimulatedCluster cluster =
        SimulatedCluster.start(
            spec, config.readyDelay(), new SimulatedCluster.Place(loops, part, own, kubeconfig));
    clusters.put(spec.name(), cluster);
    return cluster;
  }

  /// @throws IllegalArgumentException when there is no such cluster
  public SimulatedCluster cluster(String name) {
    SimulatedCluster cluster = clusters.get(name);
    if (cluster == null) {
      throw new IllegalArgumentException("no cluster is called " + name);
    }
    return cluster;
  }

  /// All clusters.
  public Collection<SimulatedCluster> clusters() {
    synchronized (clusters) {
      return List.copyOf(clusters.values());
    }
  }

  @Override
  public void close() {
    each(
        clusters(),
        cluster -> {
          cluster.close();
          return cluster;
        });
    clusters.clear();
    close(loops);
    close(compactor);
    store.close();
  }

  private void addAll(List<ClusterSpec> specs) throws IOException {
    List<Exception> failures = each(specs, this::add);
    if (!failures.isEmpty()) {
      switch (failures.getFirst()) {
        case IOException io -> throw io;
        case RuntimeException fault -> throw fault;
        case Exception other -> throw new IllegalStateException(other);
      }
    }
  }

  private interface Step<T> {
    Object of(T item) throws Exception;
  }

  /// Does the same for all at the same time.
  ///
  /// @return what went wrong
  private static <T> List<Exception> each(Collection<T> items, Step<T> step) {
    List<Exception> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (T item : items) {
        running.add(threads.submit(() -> step.of(item)));
      }
      for (Future<?> future : running) {
        try {
          future.get();
        } catch (ExecutionException failed) {
          failures.add(failed.getCause() instanceof Exception cause ? cause : failed);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      failures.add(new IOException("interrupted", interrupted));
    }
    return failures;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failure) {
      LOG.warn("{} did not close in order", part.getClass().getSimpleName(), failure);
    }
  }
}
