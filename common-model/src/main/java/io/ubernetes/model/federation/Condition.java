package io.ubernetes.model.federation;

import org.jspecify.annotations.Nullable;

/// One condition, as Kubernetes' `metav1.Condition`.
///
/// @param status `True`, `False` or `Unknown`
/// @param lastTransitionTime RFC 3339; when `status` last changed
public record Condition(
    String type,
    String status,
    @Nullable Long observedGeneration,
    @Nullable String lastTransitionTime,
    String reason,
    String message) {}
