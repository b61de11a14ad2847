package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The gate that every request passes: who is it, and may they. Thread-safe; both questions are
/// answered from memory.
public final class AccessControl {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);

  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Anonymous anonymous;
  private final Impersonation impersonation;

  /// How a request without any credential is refused what it may not do.
  public enum Anonymous {
    /// 401, as Kubernetes with `--anonymous-auth` for health and version only. kubectl then says
    /// that the client must log in.
    UNAUTHORIZED,
    /// 403 for the user `system:anonymous`, as Kubernetes does when nothing is configured.
    FORBIDDEN
  }

  public AccessControl(Authenticator authenticator, Authorizer authorizer, Anonymous anonymous) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.anonymous = anonymous;
    this.impersonation = new Impersonation(authorizer);
  }

  /// As whom a request acts: its sender, or somebody else whom the sender may act as.
  ///
  /// @param attributes what the request wants to do
  /// @throws ApiException 401 for a bad credential, 400 and 403 for impersonation
  public Identity identify(Request request, Attributes attributes) {
    Identity sender = identify(request);
    return impersonation.wanted(request, sender, attributes).orElse(sender);
  }

  /// Who says what is allowed.
  public Authorizer authorizer() {
    return authorizer;
  }

  /// Who sends a request; [Identity#ANONYMOUS] without any credential.
  ///
  /// @throws ApiException 401 when there is a credential and it is no good
  public Identity identify(Request request) {
    return switch (authenticator.authenticate(request)) {
      case Authentication.Known(Identity identity) -> identity.in(Identity.AUTHENTICATED);
      case Authentication.None none -> Identity.ANONYMOUS;
      case Authentication.Refused(String why) -> {
        LOG.debug("refused {} {}: {}", request.method(), request.path(), why);
        throw ApiException.unauthorized();
      }
    };
  }

  /// Lets a request through that is allowed.
  ///
  /// @throws ApiException 403 in Kubernetes' words, or 401 for a sender without credential
  public void require(Identity identity, Attributes attributes) {
    switch (authorizer.authorize(identity, attributes)) {
      case Authorizer.Decision.Allow _ -> {}
      case Authorizer.Decision.Deny(String reason) -> {
        if (identity.isAnonymous() && anonymous == Anonymous.UNAUTHORIZED) {
          throw ApiException.unauthorized();
        }
        throw forbidden(identity, attributes, reason);
      }
    }
  }

  /// The refusal of someone who is known.
  ///
  /// @param reason why, in addition to the general sentence; may be empty
  public static ApiException forbidden(Identity identity, Attributes attributes, String reason) {
    String why = reason.isEmpty() ? "" : ": " + reason;
    return switch (attributes) {
      case Attributes.OfResource of ->
          ApiException.forbidden(
              new GroupResource(of.group(), of.resource()), of.name(), cannot(identity, of) + why);
      case Attributes.OfPath of ->
          forbiddenPath(
              "forbidden: User \""
                  + identity.user()
                  + "\" cannot "
                  + of.verb().toLowerCase(Locale.ROOT)
                  + " path \""
                  + of.path()
                  + "\""
                  + why);
    };
  }

  private static String cannot(Identity identity, Attributes.OfResource of) {
    String where =
        of.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + of.namespace() + "\"";
    return "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(identity.user(), of.verb(), of.qualifiedResource(), of.group(), where);
  }

  /// A path has details too, but there is nothing in them.
  private static ApiException forbiddenPath(String message) {
    ObjectNode status = ApiException.of(403, "Forbidden", message).status();
    status.set("details", Json.object());
    status.set("code", status.remove("code"));
    return ApiException.ofStatus(status);
  }
}
