package io.ubernetes.runtime.member;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;

/// One member cluster: a client behind the member's own bulkhead, and informers on it. When the
/// member's address or credential changes it is replaced by another `Member`, and this one is
/// closed: hold the name, not the member. Thread-safe.
public final class Member {

  private final String cluster;
  private final ApiClient client;
  private final Bulkhead bulkhead;
  private final Informers informers;

  Member(String cluster, ApiClient client, Bulkhead bulkhead) {
    this.cluster = cluster;
    this.client = client;
    this.bulkhead = bulkhead;
    this.informers = new Informers(client);
  }

  /// The name of the `Cluster`.
  public String cluster() {
    return cluster;
  }

  /// A client whose calls wait their turn, and fail at once while the member does not answer.
  public ApiClient client() {
    return client;
  }

  /// The informer of that name on this member; made and started when it is first asked for.
  public Informer informer(String name, ApiResource resource, InformerOptions options) {
    return informers.informer(name, resource, options);
  }

  /// Ends the informer of that name, if there is one.
  public void stopInformer(String name) {
    informers.stop(name);
  }

  /// Whether the last calls were answered. True at first. It says nothing of the member's health.
  public boolean isReachable() {
    return bulkhead.isReachable();
  }

  public BulkheadMetrics metrics() {
    return bulkhead.metrics();
  }

  void close() {
    informers.close();
    client.close();
  }

  @Override
  public String toString() {
    return "member " + cluster;
  }
}
