package io.ubernetes.controllers;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.election.ElectionSettings;
import io.ubernetes.runtime.election.LeaderCallbacks;
import io.ubernetes.runtime.election.LeaderElection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The controllers of one of several processes, of which one at a time acts. Each term of
/// leadership has [Controllers] of its own, which know nothing but what is stored.
///
/// Thread-safe; the running controllers are guarded by the lock.
public final class ElectedControllers implements AutoCloseable {

  /// How long a new leader tries to read the federation before it starts over.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private final ApiClient federationClient;
  private final ClientFactory clients;
  private final ControllersConfig config;
  private final String identity;
  private final LeaderElection election;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Controllers running;

  /// @param federationClient stays the caller's
  /// @param clients makes the members' clients; stays the caller's
  public ElectedControllers(
      ApiClient federationClient,
      ClientFactory clients,
      ControllersConfig config,
      ElectionSettings settings) {
    this.federationClient = federationClient;
    this.clients = clients;
    this.config = config;
    this.identity = settings.identity();
    this.election = new LeaderElection(federationClient, settings, new Term());
  }

  /// Takes part in the election from now on; returns at once.
  public ElectedControllers start() {
    election.start();
    return this;
  }

  public boolean isLeader() {
    return election.isLeader();
  }

  /// The controllers, while this process leads and they act.
  public Optional<Controllers> running() {
    lock.lock();
    try {
      return Optional.ofNullable(running);
    } finally {
      lock.unlock();
    }
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
            new Controllers(federationClient, clients, config, identity, InstantSource.system());
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
