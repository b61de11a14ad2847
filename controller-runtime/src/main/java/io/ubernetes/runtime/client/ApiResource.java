package io.ubernetes.runtime.client;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A kind and where its objects live in the API.
///
/// @param plural the resource's name in URLs, `replicasets`
public record ApiResource(GroupVersionKind kind, String plural, Scope scope) {

  /// Whether objects live in namespaces.
  public enum Scope {
    NAMESPACED,
    CLUSTER
  }

  public ApiResource {
    if (plural.isEmpty() || kind.kind().isEmpty() || kind.version().isEmpty()) {
      throw new IllegalArgumentException("a resource needs a version, a kind and a plural");
    }
  }

  public static ApiResource namespaced(GroupVersionKind kind, String plural) {
    return new ApiResource(kind, plural, Scope.NAMESPACED);
  }

  public static ApiResource clusterScoped(GroupVersionKind kind, String plural) {
    return new ApiResource(kind, plural, Scope.CLUSTER);
  }

  public boolean isNamespaced() {
    return scope == Scope.NAMESPACED;
  }

  /// Path of the collection; the empty namespace means all namespaces.
  String collectionPath(String namespace) {
    StringBuilder path = new StringBuilder(64);
    path.append(kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/");
    path.append(kind.version());
    if (isNamespaced() && !namespace.isEmpty()) {
      path.append("/namespaces/").append(encode(namespace));
    }
    return path.append('/').append(plural).toString();
  }

  /// Path of one object.
  ///
  /// @throws IllegalArgumentException when the key does not fit the scope, or has no name
  String objectPath(NamespacedName key) {
    if (key.name().isEmpty()) {
      throw new IllegalArgumentException("an object of " + plural + " needs a name");
    }
    if (isNamespaced() == key.namespace().isEmpty()) {
      throw new IllegalArgumentException(plural + " are " + scope + ", but the key is " + key);
    }
    return collectionPath(key.namespace()) + "/" + encode(key.name());
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return kind.group().isEmpty() ? plural : plural + "." + kind.group();
  }
}
