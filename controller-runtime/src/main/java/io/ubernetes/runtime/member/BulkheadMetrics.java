package io.ubernetes.runtime.member;

/// What passed a member's bulkhead since it was made.
///
/// @param calls calls that were made
/// @param unanswered calls that got no answer
/// @param refused calls that were not made
/// @param underWay calls that are being made now
/// @param waiting calls that wait for their turn
/// @param closed whether the circuit breaker lets calls pass
public record BulkheadMetrics(
    long calls, long unanswered, long refused, int underWay, int waiting, boolean closed) {}
