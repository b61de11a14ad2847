package io.ubernetes.runtime;

/// Brings the world nearer to what is wanted for one key.
///
/// Level-based and idempotent: it gets no event, only the key, reads what is so and what should be,
/// and writes the difference. It may be called for a key whose object is gone, and again after
/// success. Never called for the same key twice at a time. Whatever it throws counts as
/// [Result.Failed] (a conflict and a busy server are not errors: they lead to another try without
/// noise).
@FunctionalInterface
public interface Reconciler<K> {

  Result reconcile(K key) throws InterruptedException;
}
