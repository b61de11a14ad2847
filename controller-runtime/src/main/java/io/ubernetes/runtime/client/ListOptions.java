package io.ubernetes.runtime.client;

/// What to list. Empty text means no restriction.
///
/// @param namespace empty: all namespaces
/// @param limit objects in a page; 0 asks for everything in one answer
/// @param continueToken where to go on; empty: at the start
/// @param resourceVersion empty: the newest; `0`: whatever the server has at hand
public record ListOptions(
    String namespace,
    String labelSelector,
    String fieldSelector,
    int limit,
    String continueToken,
    String resourceVersion) {

  /// As kubectl and client-go: large enough to be quick, small enough to be held by everyone.
  public static final int PAGE = 500;

  public static final ListOptions ALL = new ListOptions("", "", "", PAGE, "", "");

  public ListOptions withNamespace(String value) {
    return new ListOptions(
        value, labelSelector, fieldSelector, limit, continueToken, resourceVersion);
  }

  public ListOptions withLabelSelector(String value) {
    return new ListOptions(namespace, value, fieldSelector, limit, continueToken, resourceVersion);
  }

  public ListOptions withFieldSelector(String value) {
    return new ListOptions(namespace, labelSelector, value, limit, continueToken, resourceVersion);
  }

  public ListOptions withLimit(int value) {
    return new ListOptions(
        namespace, labelSelector, fieldSelector, value, continueToken, resourceVersion);
  }

  public ListOptions withResourceVersion(String value) {
    return new ListOptions(namespace, labelSelector, fieldSelector, limit, continueToken, value);
  }

  /// The options that read the page after this one. A continued list has the version of its start.
  public ListOptions continuedBy(ListPage page) {
    return new ListOptions(
        namespace, labelSelector, fieldSelector, limit, page.continueToken(), "");
  }
}
