package io.ubernetes.apimachinery.registry;

import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/// Which objects of a kind, as of when, and how many.
///
/// @param namespace empty for all
/// @param resourceVersion as the client sent it; empty when it sent none
/// @param match what `resourceVersion` means; null when the client did not say
/// @param limit at most that many objects in one answer; 0 for all
/// @param continueToken where a list that was cut by `limit` goes on; empty for its start
public record ListOptions(
    String namespace,
    LabelSelector labels,
    FieldSelector fields,
    String resourceVersion,
    @Nullable VersionMatch match,
    long limit,
    String continueToken) {

  /// Kubernetes' `resourceVersionMatch`.
  public enum VersionMatch {
    EXACT,
    NOT_OLDER_THAN
  }
}
