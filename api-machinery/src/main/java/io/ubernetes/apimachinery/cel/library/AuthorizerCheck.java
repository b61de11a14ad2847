package io.ubernetes.apimachinery.cel.library;

/// What the variable `authorizer` of an expression stands for. Immutable.
public final class AuthorizerCheck {

  /// The type of the variable `authorizer` in expressions.
  public static final String AUTHORIZER_TYPE = "kubernetes.authorization.Authorizer";

  /// The type of `authorizer.requestResource` in expressions.
  public static final String RESOURCE_TYPE = "kubernetes.authorization.ResourceCheck";

  private AuthorizerCheck() {}

  /// Answers what expressions ask.
  public interface Access {

    /// @param serviceAccount who asks: `system:serviceaccount:NAMESPACE:NAME`; empty for the user
    ///   of the request
    Decision resource(String serviceAccount, ResourceCheck check, String verb);

    /// @param serviceAccount as above
    Decision path(String serviceAccount, String path, String verb);
  }

  /// What the authorizer says.
  ///
  /// @param error why it could not decide; empty when it could
  public record Decision(boolean allowed, String reason, String error) {}

  /// One user's rights: the value of the variable `authorizer`.
  ///
  /// @param serviceAccount empty for the user of the request
  public record Authorizer(Access access, String serviceAccount) {

    public static Authorizer ofRequest(Access access) {
      return new Authorizer(access, "");
    }

    Authorizer serviceAccount(String namespace, String name) {
      return new Authorizer(access, "system:serviceaccount:" + namespace + ":" + name);
    }

    PathCheck path(String path) {
      return new PathCheck(this, path);
    }

    GroupCheck group(String group) {
      return new GroupCheck(this, group);
    }
  }

  record PathCheck(Authorizer authorizer, String path) {
    Decision check(String verb) {
      return authorizer.access.path(authorizer.serviceAccount, path, verb);
    }
  }

  record GroupCheck(Authorizer authorizer, String group) {
    ResourceCheck resource(String resource) {
      return new ResourceCheck(authorizer, group, resource, "", "", "", "", "");
    }
  }

  /// A question about a resource: the value of `authorizer.requestResource`.
  public record ResourceCheck(
      Authorizer authorizer,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      String fieldSelector,
      String labelSelector) {

    ResourceCheck withSubresource(String value) {
      return new ResourceCheck(
          authorizer, group, resource, value, namespace, name, fieldSelector, labelSelector);
    }

    ResourceCheck withNamespace(String value) {
      return new ResourceCheck(
          authorizer, group, resource, subresource, value, name, fieldSelector, labelSelector);
    }

    ResourceCheck withName(String value) {
      return new ResourceCheck(
          authorizer, group, resource, subresource, namespace, value, fieldSelector, labelSelector);
    }

    ResourceCheck withFieldSelector(String value) {
      return new ResourceCheck(
          authorizer, group, resource, subresource, namespace, name, value, labelSelector);
    }

    ResourceCheck withLabelSelector(String value) {
      return new ResourceCheck(
          authorizer, group, resource, subresource, namespace, name, fieldSelector, value);
    }

    Decision check(String verb) {
      return authorizer.access.resource(authorizer.serviceAccount, this, verb);
    }
  }
}
