package io.ubernetes.model.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a member is reached and what it is.
///
/// @param server URL of the member's Kubernetes API, `https://host:port`
/// @param credentialRef the Secret (keys `token` or `tls.crt` and `tls.key`, and `ca.crt`) that the
///   federation uses towards the member
/// @param provider where it runs, for example `aws` or `on-prem`
/// @param taints keep workloads away that do not tolerate them
public record ClusterSpec(
    @Nullable String server,
    @Nullable SecretReference credentialRef,
    @Nullable String provider,
    @Nullable String region,
    @Nullable String zone,
    List<Taint> taints) {

  public ClusterSpec {
    taints = taints == null ? List.of() : List.copyOf(taints);
  }

  /// Names a Secret of the federation.
  public record SecretReference(String namespace, String name) {}

  /// As a node's taint in Kubernetes.
  ///
  /// @param effect NoSchedule, PreferNoSchedule or NoExecute
  /// @param timeAdded RFC 3339; since when it drives away, for NoExecute
  public record Taint(
      String key, @Nullable String value, String effect, @Nullable String timeAdded) {
    public Taint(String key, @Nullable String value, String effect) {
      this(key, value, effect, null);
    }
  }
}
