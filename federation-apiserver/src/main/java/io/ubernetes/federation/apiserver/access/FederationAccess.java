package io.ubernetes.federation.apiserver.access;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authenticator;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.auth.Privileged;
import io.ubernetes.apimachinery.auth.rbac.BootstrapRoles;
import io.ubernetes.apimachinery.auth.rbac.EscalationCheck;
import io.ubernetes.apimachinery.auth.rbac.RbacAuthorizer;
import io.ubernetes.apimachinery.auth.rbac.RoleAggregation;
import io.ubernetes.apimachinery.auth.rbac.RoleCatalog;
import io.ubernetes.apimachinery.auth.TokenReviewer;
import io.ubernetes.apimachinery.auth.reviews.ReviewKinds;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupResource;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who is who, and who may what. Made before the server, because every request passes it, and
/// started when the server's caches are filled, because they hold the roles. Thread-safe once
/// started.
public final class FederationAccess implements AutoCloseable {
  /// The user as which the scheduler comes.
  public static final String SCHEDULER = "system:ubernetes:scheduler";

  /// The user as which the controllers come.
  public static final String CONTROLLERS = "system:ubernetes:controllers";

  private final RbacAuthorizer roles = new RbacAuthorizer();
  private final Authorizer authorizer = Authorizer.anyOf(List.of(new Privileged(), roles));
  private final AccessControl control;
  private @Nullable RoleAggregation aggregation; // written by start, which one thread calls once

  public FederationAccess(CertificateAuthority authority, InstantSource clock) {
    Authenticator authenticator =
        Authenticator.firstOf(
            List.of(new ClientCertificateAuthenticator(List.of(authority.certificate()), clock)));
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

  /// The kinds by which clients ask about access.
  public List<ResourceType> types(InstantSource clock) {
    return ReviewKinds.types(
        authorizer, roles, (token, audiences) -> new TokenReviewer.Verdict.Unknown(), clock);
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
    RoleAggregation sums = new RoleAggregation(registries.apply(RbacAuthorizer.CLUSTER_ROLES));
    aggregation = sums;
    try {
      sums.start();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    RoleAggregation sums = aggregation;
    if (sums != null) {
      sums.close();
    }
    roles.close();
  }
}
