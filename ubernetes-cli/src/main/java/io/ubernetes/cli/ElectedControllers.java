package io.ubernetes.cli;

import io.ubernetes.controllers.Controllers;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.election.ElectionSettings;
import io.ubernetes.runtime.election.LeaderCallbacks;
import io.ubernetes.runtime.election.LeaderElection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The controllers of one of several processes, of which one at a time acts. Each term of
/// leadership has controllers of its own, which know nothing but what is stored.
///
/// Thread-safe; the running controllers are guarded by the lock.
final class ElectedControllers implements AutoCloseable {

  private static final NamespacedName LEASE =
      new NamespacedName(Federation.SYSTEM_NAMESPACE, "controllers");

  /// How long a new leader tries to read the federation before it starts over.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private final ApiClient federationClient;
  private final ClientFactory clients;
  private final LeaderElection election;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Controllers running;

  private ElectedControllers(ApiClient federationClient, ClientFactory clients, String identity) {
    this.federationClient = federationClient;
    this.clients = clients;
    this.election =
        new LeaderElection(federationClient, ElectionSettings.of(LEASE, identity), new Term());
  }

  /// Takes part in the election from now on; returns at once. Both clients stay the caller's.
  static ElectedControllers start(
      ApiClient federationClient, ClientFactory clients, String identity) {
    ElectedControllers controllers = new ElectedControllers(federationClient, clients, identity);
    controllers.election.start();
    return controllers;
  }

  /// Stops acting and gives the leadership to whoever wants it.
  @Override
  public void close() {
    election.close();
  }

  private void run(@Nullable Controllers next) {
    Controllers last;
    lock.lock();
    try {
      last = running;
      running = next;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
  }

  private final class Term implements LeaderCallbacks {

    @Override
    public void onStartedLeading() throws InterruptedException {
      boolean started = false;
      while (!started) {
        Controllers controllers =
            new Controllers(
                federationClient, clients, ClusterConfig.DEFAULT, InstantSource.system());
        try {
          started = controllers.start(START_TIMEOUT);
        } finally {
          if (!started) {
            controllers.close();
          }
        }
        if (started) {
          run(controllers);
        }
      }
    }

    /// Called after [#onStartedLeading] has ended.
    @Override
    public void onStoppedLeading() {
      run(null);
    }
  }
}
