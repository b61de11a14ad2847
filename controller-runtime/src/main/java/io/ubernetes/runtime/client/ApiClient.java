package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client of one Kubernetes API server.
///
/// Every call blocks, ends within the request timeout of its [ClientSettings], and is meant for
/// virtual threads. That an object is absent is an answer ([Optional], [Deletion]); everything else
/// that a server refuses, and every broken connection, is an [ApiClientException] that says what
/// happened. A refusal with `Retry-After` (429, 503) is retried a few times before it is thrown.
/// Thread-safe. Objects that are returned belong to the caller; objects that are given are only
/// read. Except for those of a list they come without their managedFields; a server keeps what it
/// has when they are absent from what it is sent.
public interface ApiClient extends AutoCloseable {

  /// The object, or empty when it does not exist.
  Optional<ApiObject> get(ApiResource resource, NamespacedName key);

  /// One page of a list.
  ///
  /// @throws ApiClientException [ApiClientException#isExpired()] when the options continue a list
  ///   that is too old to be continued
  ListPage listPage(ApiResource resource, ListOptions options);

  /// The whole list, read page by page, as of one resourceVersion.
  default ObjectList list(ApiResource resource, ListOptions options) {
    List<ApiObject> items = new ArrayList<>();
    ListPage page = listPage(resource, options);
    items.addAll(page.items());
    while (!page.isLast()) {
      page = listPage(resource, options.continuedBy(page));
      items.addAll(page.items());
    }
    return new ObjectList(items, page.resourceVersion());
  }

  default ObjectList list(ApiResource resource) {
    return list(resource, ListOptions.ALL);
  }

  /// Creates the object under its `metadata.name` or `generateName`.
  ///
  /// @throws ApiClientException [ApiClientException#isAlreadyExists()]
  ApiObject create(ApiResource resource, ApiObject object, WriteOptions options);

  default ApiObject create(ApiResource resource, ApiObject object) {
    return create(resource, object, WriteOptions.NONE);
  }

  /// Replaces the object; its resourceVersion, if it has one, must be the current.
  ///
  /// @throws ApiClientException [ApiClientException#isConflict()],
  ///   [ApiClientException#isNotFound()]
  ApiObject update(ApiResource resource, ApiObject object, WriteOptions options);

  default ApiObject update(ApiResource resource, ApiObject object) {
    return update(resource, object, WriteOptions.NONE);
  }

  /// Replaces the object's status alone; otherwise as [#update].
  default ApiObject updateStatus(ApiResource resource, ApiObject object) {
    return update(resource, object, WriteOptions.STATUS);
  }

  ApiObject patch(ApiResource resource, NamespacedName key, Patch patch, WriteOptions options);

  default ApiObject patch(ApiResource resource, NamespacedName key, Patch patch) {
    return patch(resource, key, patch, WriteOptions.NONE);
  }

  /// Server-side apply of the fields in `object`; creates it when it is not there.
  ///
  /// @throws ApiClientException [ApiClientException#isConflict()] when another manager owns a field
  ///   and the options do not force
  ApiObject apply(ApiResource resource, ApiObject object, ApplyOptions options);

  /// Asks for deletion.
  ///
  /// @throws ApiClientException [ApiClientException#isConflict()] when a precondition does not hold
  Deletion delete(ApiResource resource, NamespacedName key, DeleteOptions options);

  default Deletion delete(ApiResource resource, NamespacedName key) {
    return delete(resource, key, DeleteOptions.BACKGROUND);
  }

  /// GET of a path with its query, such as `/readyz`, `/version` or `/apis`.
  ///
  /// @return the body
  /// @throws ApiClientException when the answer is not a success; its message is then the body
  byte[] getRaw(String path);

  /// Opens a watch; returns when the server has accepted it. The watch must be closed.
  ///
  /// @throws ApiClientException [ApiClientException#isExpired()] when the resourceVersion is too
  ///   old
  Watch watch(ApiResource resource, WatchOptions options);

  /// Ends running calls and watches with an [ApiClientException].
  @Override
  void close();
}
