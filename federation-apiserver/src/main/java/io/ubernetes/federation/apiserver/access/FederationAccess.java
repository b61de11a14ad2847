package io.ubernetes.federation.apiserver.access;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authenticator;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.BearerTokenAuthenticator;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.auth.Privileged;
import io.ubernetes.apimachinery.auth.WebSocketTokenAuthenticator;
import io.ubernetes.apimachinery.auth.rbac.BootstrapRoles;
import io.ubernetes.apimachinery.auth.rbac.EscalationCheck;
import io.ubernetes.apimachinery.auth.rbac.RbacAuthorizer;
import io.ubernetes.apimachinery.auth.rbac.RoleAggregation;
import io.ubernetes.apimachinery.auth.rbac.RoleCatalog;
import io.ubernetes.apimachinery.auth.reviews.ReviewKinds;
import io.ubernetes.apimachinery.auth.tokens.IssuerDocuments;
import io.ubernetes.apimachinery.auth.tokens.ServiceAccountTokens;
import io.ubernetes.apimachinery.auth.tokens.TokenKeys;
import io.ubernetes.apimachinery.auth.tokens.TokenRequests;
import io.ubernetes.apimachinery.auth.tokens.TokenSecrets;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.GroupResource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Who is who, and who may what. Made before the server, because every request passes it, and
/// started when the server's caches are filled, because they hold the roles. Thread-safe once
/// started.
public final class FederationAccess implements AutoCloseable {
  /// The user as which the scheduler comes.
  public static final String SCHEDULER = "system:ubernetes:scheduler";

  /// The user as which the controllers come.
  public static final String CONTROLLERS = "system:ubernetes:controllers";

  private final CertificateAuthority authority;
  private final InstantSource clock;
  private final TokenKeys keys;
  private final ServiceAccountTokens tokens;
  private final RbacAuthorizer roles = new RbacAuthorizer();
  private final Authorizer authorizer = Authorizer.anyOf(List.of(new Privileged(), roles));
  private final AccessControl control;
  private final List<Runnable> closers = new ArrayList<>(); // changed by start and close only

  /// @param dataDirectory holds the key of tokens
  /// @param store tells the servers that share it each other's public keys
  /// @throws IOException in one line what is wrong with the key
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store does not answer
  public FederationAccess(
      CertificateAuthority authority, Path dataDirectory, Store store, InstantSource clock)
      throws IOException {
    this.authority = authority;
    this.clock = clock;
    this.keys = TokenKeys.open(dataDirectory, store, clock);
    this.tokens = new ServiceAccountTokens(keys, clock);
    Authenticator authenticator =
        Authenticator.firstOf(
            List.of(
                new ClientCertificateAuthenticator(List.of(authority.certificate()), clock),
                new BearerTokenAuthenticator(tokens),
                new WebSocketTokenAuthenticator(tokens)));
    this.control = new AccessControl(authenticator, authorizer, AccessControl.Anonymous.FORBIDDEN);
  }

  /// The gate that every request passes.
  public AccessControl control() {
    return control;
  }

  /// Says whether someone may do something.
  public Authorizer authorizer() {
    return authorizer;
  }

  /// The kinds by which clients ask about access and for tokens.
  ///
  /// @param registries finds the registry of a resource once the server is there
  public List<ResourceType> types(Function<GroupResource, Registry> registries) {
    List<ResourceType> types = new ArrayList<>(ReviewKinds.types(authorizer, roles, tokens, clock));
    types.add(TokenRequests.type(tokens, registries));
    return types;
  }

  /// Puts the documents of the issuer of tokens before a server.
  ///
  /// @param url by which clients reach it
  public RequestHandler withIssuerDocuments(RequestHandler server, Supplier<String> url) {
    return new IssuerDocuments(server, control, keys, url);
  }

  /// Looks at writes of roles and bindings; the last in the chain.
  public Admission admission() {
    return new EscalationCheck(roles, authorizer);
  }

  /// Follows the stored roles, and makes sure that those of the system are there. Returns when they
  /// count.
  ///
  /// @param registries finds the registry of a resource
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store does not answer
  public void start(Function<GroupResource, Registry> registries) {
    roles.follow(registries);
    new BootstrapRoles(registries, roles)
        .ensure(
            RoleCatalog.kubernetes().and(RoleCatalog.read(FederationAccess.class, "roles.json")));
    PublishedAuthority.ensure(
        registries.apply(PublishedAuthority.resource()), authority.certificatePem());
    TokenTracking.ensure(registries.apply(PublishedAuthority.resource()), clock);
    RoleAggregation sums = new RoleAggregation(registries.apply(RbacAuthorizer.CLUSTER_ROLES));
    closers.add(sums::close);
    tokens.follow(registries);
    TokenSecrets secrets = new TokenSecrets(tokens, registries, authority.certificatePem());
    closers.add(secrets::close);
    try {
      sums.start();
      secrets.start();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closers.reversed().forEach(Runnable::run);
    closers.clear();
    roles.close();
    keys.close();
  }
}
