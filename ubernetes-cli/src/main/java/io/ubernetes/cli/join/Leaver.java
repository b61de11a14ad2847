package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.runtime.client.DeleteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lets members go. What runs in a member stays there and keeps running; the federation places its
/// workloads on the others. Thread-safe.
public final class Leaver {

  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(30);

  private final ClientFactory clients;
  private final FederationSide federation;

  /// @param federationClient of an administrator; stays the caller's, as the factory does
  public Leaver(ClientFactory clients, ApiClient federationClient) {
    this.clients = clients;
    this.federation = new FederationSide(federationClient);
  }

  /// Deletes the `Cluster`, then the federation's identity in the member, then its credential. A
  /// member that does not answer keeps nobody from that.
  ///
  /// @return what is left in the member, in sentences for people; empty when nothing is
  /// @throws JoinException when there is no such member, or the federation refuses
  public List<String> leave(String name) throws InterruptedException {
    federation.checkIsFederation();
    Optional<ApiObject> cluster = federation.cluster(name);
    Optional<ApiObject> credential = federation.credential(name);
    if (cluster.isEmpty() && credential.isEmpty()) {
      throw new JoinException("there is no member " + name);
    }
    if (cluster.isPresent()) {
      delete(cluster.get());
    }
    List<String> left = new ArrayList<>();
    if (cluster.isPresent() && credential.isPresent()) {
      leaveMember(FederationSide.server(cluster.get()), credential.get()).ifPresent(left::add);
    } else {
      left.add(
          "the "
              + (cluster.isEmpty() ? "address" : "credential")
              + " of the member is lost"
              + "; "
              + advice());
    }
    if (credential.isPresent()) {
      Calls.at(
          "the federation",
          () -> federation.client().delete(ApiResources.SECRETS, credential.get().key()));
    }
    return left;
  }

  private void delete(ApiObject cluster) throws InterruptedException {
    NamespacedName key = cluster.key();
    boolean gone =
        Calls.at(
                "the federation",
                () -> {
                  var _ = federation.client().delete(ApiResources.CLUSTERS, key);
                  return Calls.poll(
                      CLUSTER_PATIENCE,
                      () ->
                          federation.client().get(ApiResources.CLUSTERS, key).isEmpty()
                              ? Optional.of(true)
                              : Optional.empty());
                })
            .isPresent();
    if (!gone) {
      throw new JoinException(
          "the Cluster " + cluster.name() + " is being deleted but waits for its finalizers");
    }
  }

  /// @return why the member still has the federation's identity
  private Optional<String> leaveMember(String server, ApiObject credential)
      throws InterruptedException {
    Connection connection =
        new Connection(
            server,
            MemberIdentity.data(credential, "ca.crt"),
            new Connection.Credential.Token(MemberIdentity.data(credential, "token")));
    try (ApiClient member = clients.connect(connection)) {
      Optional<ApiObject> namespace = MemberIdentity.namespaceOf(member);
      if (namespace.isPresent()
          && MemberIdentity.ownerOf(namespace.get()).equals(federation.uid())) {
        var _ =
            member.delete(
                ApiResources.NAMESPACES,
                MemberIdentity.NAMESPACE,
                DeleteOptions.BACKGROUND.withUid(namespace.get().uid()));
      }
      return Optional.empty();
    } catch (ApiClientException e) {
      String what = e.isUnreachable() ? " does not answer" : " refuses the federation";
      return Optional.of("the member " + server + what + " (" + e.getMessage() + "); " + advice());
    }
  }

  private static String advice() {
    return "delete there by hand: namespace "
        + MemberIdentity.NAMESPACE.name()
        + ", clusterrole and clusterrolebinding "
        + MemberIdentity.ROLE;
  }
}
