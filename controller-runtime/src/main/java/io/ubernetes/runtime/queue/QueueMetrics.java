package io.ubernetes.runtime.queue;

import java.time.Duration;

/// How a queue stands.
///
/// @param depth keys that wait to be handed out
/// @param delayed keys that wait for their time
/// @param processing keys that are handed out and not done
/// @param adds keys that came in since the start, without those that waited already
/// @param retries rate-limited adds since the start
/// @param handedOut keys handed out since the start
/// @param totalLatency sum of the times that the handed out keys had waited
/// @param longestLatency the longest of these times
/// @param longestRunning how long the key that is longest in processing has been there
public record QueueMetrics(
    int depth,
    int delayed,
    int processing,
    long adds,
    long retries,
    long handedOut,
    Duration totalLatency,
    Duration longestLatency,
    Duration longestRunning) {}
