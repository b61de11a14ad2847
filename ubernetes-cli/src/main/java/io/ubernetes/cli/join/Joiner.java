package io.ubernetes.cli.join;

import io.ubernetes.cli.join.MemberIdentity.Issued;
import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.runtime.client.ListOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Joins members to a federation. Joining a member again brings everything up to date; a join that
/// fails deletes what it has created, on both sides. Thread-safe; several members may be joined at
/// the same time.
public final class Joiner {

  /// kube-controller-manager fills a token in within moments if it runs at all.
  private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(30);

  /// API servers learn of new roles and accounts by a watch.
  private static final Duration RIGHTS_PATIENCE = Duration.ofSeconds(15);

  private final ClientFactory clients;
  private final FederationSide federation;

  /// @param federationClient of an administrator; stays the caller's, as the factory does
  public Joiner(ClientFactory clients, ApiClient federationClient) {
    this.clients = clients;
    this.federation = new FederationSide(federationClient);
  }

  /// A member that has joined.
  ///
  /// @param version its Kubernetes version
  public record Joined(String name, String server, String version) {}

  /// Joins a member, or brings up to date what an earlier join has made.
  ///
  /// @throws JoinException in one line why not; then nothing is left of this join
  public Joined join(JoinRequest request) throws InterruptedException {
    federation.checkIsFederation();
    Undo undo = new Undo();
    try (ApiClient member = request.member().connect(clients)) {
      try {
        return join(request, member, undo);
      } catch (JoinException e) {
        throw undone(e, undo);
      } catch (InterruptedException | RuntimeException e) {
        var _ = undo.run();
        throw e;
      }
    }
  }

  private Joined join(JoinRequest request, ApiClient member, Undo undo)
      throws InterruptedException {
    String where = "the member " + request.member().server();
    String version = Calls.at(where, () -> version(member));
    String memberUid = Calls.at(where, () -> FederationSide.identify(member));
    String uid = federation.uid();
    federation.checkMayJoin(request.name(), uid, memberUid);
    checkRights(where, member);
    MemberIdentity identity = new MemberIdentity(member, uid, undo);
    Calls.at(
        where,
        () -> {
          awaitFree(where, member, uid);
          identity.ensure();
          return true;
        });
    Issued issued = token(where, identity);
    Connection connection = connection(request.member(), issued);
    checkIdentity(where, connection);
    federation.register(request, connection, memberUid, undo);
    return new Joined(request.name(), request.member().server(), version);
  }

  private static String version(ApiClient member) {
    return Json.text(Json.parseObject(member.getRaw("/version")), "gitVersion");
  }

  private static void checkRights(String where, ApiClient member) throws InterruptedException {
    List<Right> missing =
        Calls.at(
            where,
            () ->
                MemberIdentity.neededRights().stream()
                    .filter(right -> !right.isGranted(member))
                    .toList());
    if (!missing.isEmpty()) {
      throw new JoinException(where + " does not let this user " + missing.getFirst());
    }
  }

  /// The namespace of an earlier join may still be going; one of somebody else is not touched.
  private static void awaitFree(String where, ApiClient member, String uid)
      throws InterruptedException {
    boolean free =
        Calls.poll(
                TOKEN_PATIENCE,
                () -> {
                  Optional<ApiObject> there = MemberIdentity.namespaceOf(member);
                  there
                      .filter(found -> !found.isTerminating())
                      .ifPresent(found -> checkOurs(found, uid));
                  return there.filter(ApiObject::isTerminating).isPresent()
                      ? Optional.empty()
                      : Optional.of(true);
                })
            .isPresent();
    if (!free) {
      throw new JoinException(
          where + " is still deleting its namespace " + MemberIdentity.NAMESPACE.name());
    }
  }

  private static void checkOurs(ApiObject namespace, String uid) {
    String owner = MemberIdentity.ownerOf(namespace);
    if (!owner.equals(uid)) {
      throw new JoinException(
          "the member has a namespace "
              + namespace.name()
              + " already, "
              + (owner.isEmpty()
                  ? "which is not of a join"
                  : "by which it belongs to another federation (" + owner + ")")
              + "; if that is of no use any more, delete the namespace and join again");
    }
  }

  private static Issued token(String where, MemberIdentity identity) throws InterruptedException {
    return Calls.at(where, () -> Calls.poll(TOKEN_PATIENCE, identity::issued))
        .orElseThrow(() ->
            new JoinException(
                where
                    + " has issued no token for the federation's service account within "
                    + TOKEN_PATIENCE.toSeconds()
                    + " s; does its controller manager run?"));
  }

  /// The federation trusts what the administrator trusts. Who checks nothing hands nothing over;
  /// then it is the authority that the member itself names.
  private static Connection connection(KubeconfigContext member, Issued issued) {
    String authority =
        switch (member.verification()) {
          case CHECKED -> member.caPem();
          case SKIPPED -> issued.caPem();
        };
    return new Connection(
        member.server(), authority, new Connection.Credential.Token(issued.token()));
  }

  /// Whether the federation can do in the member what it will do first of all.
  private void checkIdentity(String where, Connection connection) throws InterruptedException {
    ListOptions one = ListOptions.ALL.withLimit(1);
    List<ApiResource> read =
        List.of(
            ApiResources.NAMESPACES,
            ApiResources.NODES,
            ApiResources.PODS,
            ApiResources.REPLICA_SETS);
    try (ApiClient client = clients.connect(connection)) {
      boolean granted =
          Calls.at(
                  where + ", to the federation's service account",
                  () ->
                      Calls.poll(
                          RIGHTS_PATIENCE,
                          () -> {
                            try {
                              for (ApiResource resource : read) {
                                var _ = client.listPage(resource, one);
                              }
                              return Optional.of(true);
                            } catch (ApiClientException e) {
                              if (e.isForbidden()) {
                                return Optional.empty();
                              }
                              throw e;
                            }
                          }))
              .isPresent();
      if (!granted) {
        throw new JoinException(
            where
                + " still refuses the federation's service account after "
                + RIGHTS_PATIENCE.toSeconds()
                + " s");
      }
    }
  }

  private static JoinException undone(JoinException failure, Undo undo) {
    List<String> left = undo.run();
    return left.isEmpty()
        ? failure
        : new JoinException(
            failure.getMessage() + "; this could not be undone: " + String.join(", ", left),
            failure);
  }
}
