package io.ubernetes.apimachinery.storage.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Keeps a channel trying. Left alone, gRPC waits longer after each failed attempt, in the end two
/// minutes: an etcd that comes back would stay unnoticed for that long.
final class Reconnector implements AutoCloseable {
  private static final long PAUSE_MILLIS = 500;

  private final ManagedChannel channel;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("etcd-reconnect").daemon(true).factory());

  Reconnector(ManagedChannel channel) {
    this.channel = channel;
    onState(channel.getState(true));
  }

  private void onState(ConnectivityState state) {
    switch (state) {
      case TRANSIENT_FAILURE -> later();
      case IDLE, CONNECTING, READY ->
          channel.notifyWhenStateChanged(state, () -> onState(channel.getState(true)));
      case SHUTDOWN -> {}
    }
  }

  private void later() {
    try {
      Future<?> _ = timer.schedule(this::tryNow, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return; // Closed.
    }
  }

  private void tryNow() {
    channel.resetConnectBackoff();
    onState(channel.getState(true));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
