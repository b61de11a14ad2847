package io.ubernetes.apimachinery.metrics;

/// What a request asks for, as the labels of Kubernetes' request metrics say it.
///
/// @param verb in capitals: `GET`, `LIST`, `WATCH`, `POST`, `PUT`, `PATCH`, `APPLY`, `DELETE`,
///   `DELETECOLLECTION`, `CONNECT`; any other is counted as `other`
/// @param group API group; empty for the core group and for paths that are no resources
/// @param resource plural name; empty for paths that are no resources
/// @param subresource for such a path: the path, if it is one of a few
/// @param scope `cluster`, `namespace` or `resource`: what is asked about; or empty
public record RequestKind(
    String verb, String group, String version, String resource, String subresource, String scope) {

  RequestKind withVerb(String other) {
    return new RequestKind(other, group, version, resource, subresource, scope);
  }
}
