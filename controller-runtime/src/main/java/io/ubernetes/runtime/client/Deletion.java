package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;

/// What a delete led to.
public sealed interface Deletion {

  /// The object is gone.
  record Deleted() implements Deletion {}

  /// The object is marked and goes when its finalizers and its grace period allow.
  record Terminating(ApiObject object) implements Deletion {}

  /// There was no such object.
  record NotFound() implements Deletion {}
}
