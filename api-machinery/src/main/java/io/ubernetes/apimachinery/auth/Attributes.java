package io.ubernetes.apimachinery.auth;

/// What a request wants to do, as far as rights go. Immutable.
public sealed interface Attributes {

  /// In lower case: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`,
  /// `deletecollection`; for a path the HTTP method.
  String verb();

  /// The same with another verb.
  Attributes withVerb(String other);

  /// A request about objects of the API.
  ///
  /// @param group empty for the core group
  /// @param resource plural name
  /// @param subresource empty for the object itself
  /// @param namespace empty at the cluster scope, and for all namespaces together
  /// @param name empty where the request names no object
  /// @param selection the objects that are meant, for verbs that mean several
  record OfResource(
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      Selection selection)
      implements Attributes {

    /// About all objects, or the one that is named.
    public OfResource(
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name) {
      this(verb, group, resource, subresource, namespace, name, Selection.EVERYTHING);
    }

    @Override
    public OfResource withVerb(String other) {
      return new OfResource(other, group, resource, subresource, namespace, name, selection);
    }

    /// As rules name it: `replicasets`, `replicasets/scale`.
    public String qualifiedResource() {
      return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
  }

  /// A request for a path that is no resource, such as `/healthz`.
  record OfPath(String verb, String path) implements Attributes {
    @Override
    public OfPath withVerb(String other) {
      return new OfPath(other, path);
    }
  }
}
