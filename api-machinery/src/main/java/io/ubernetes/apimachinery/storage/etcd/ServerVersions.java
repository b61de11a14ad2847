package io.ubernetes.apimachinery.storage.etcd;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Knows whether every member of the cluster is new enough for progress that is asked for.
///
/// Before 3.4.25 and 3.5.8 the notification that a client asks for could overtake changes, and
/// before 3.4.31 and 3.5.13 it could be left out ([etcd
/// 15220](https://github.com/etcd-io/etcd/issues/15220),
/// [17557](https://github.com/etcd-io/etcd/pull/17557)); Kubernetes draws the line at the same
/// versions. A member that was never asked counts as old.
final class ServerVersions {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /// Between two questions to the members that did not answer.
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  private final Endpoints endpoints;
  private final @Nullable EtcdTls tls;
  private final Set<String> unknown;
  private volatile boolean someAreOld;
  private volatile long lastAsked;

  ServerVersions(Endpoints endpoints, @Nullable EtcdTls tls) {
    this.endpoints = endpoints;
    this.tls = tls;
    this.unknown = ConcurrentHashMap.newKeySet();
    this.unknown.addAll(endpoints.authorities());
  }

  /// Whether a progress notification that is asked for can be trusted.
  boolean progressIsSafe() {
    if (!unknown.isEmpty() && System.nanoTime() - lastAsked > ASK_AGAIN.toNanos()) {
      Thread.ofVirtual().name("etcd-versions").start(this::ask);
    }
    return unknown.isEmpty() && !someAreOld;
  }

  /// Asks the members that are not known yet, all at once, and waits for their answers.
  void ask() {
    lastAsked = System.nanoTime();
    List<Thread> asking =
        new HashSet<>(unknown)
            .stream().map(member -> Thread.ofVirtual().start(() -> ask(member))).toList();
    for (Thread thread : asking) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void ask(String member) {
    ManagedChannel channel = Channels.open("ip:///" + member, endpoints, tls);
    try {
      CallOptions options =
          CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      String version =
          ClientCalls.blockingUnaryCall(
                  channel,
                  MaintenanceGrpc.getStatusMethod(),
                  options,
                  StatusRequest.getDefaultInstance())
              .getVersion();
      if (!isSafe(version)) {
        someAreOld = true;
      }
      unknown.remove(member);
    } catch (StatusRuntimeException e) {
      return; // It stays unknown, and is asked again.
    } finally {
      channel.shutdownNow();
    }
  }

  static boolean isSafe(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    int patch = Integer.parseInt(numbers.group(3));
    if (major != 3) {
      return major > 3;
    }
    return minor > 5 || (minor == 5 && patch >= 13) || (minor == 4 && patch >= 31);
  }
}
