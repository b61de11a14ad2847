package io.ubernetes.model;

/// Who an object lives and dies with (Kubernetes' `metav1.OwnerReference`).
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {}
