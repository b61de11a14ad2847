package io.ubernetes.runtime;

import io.ubernetes.runtime.queue.QueueMetrics;
import java.time.Duration;

/// What a controller has done since its start.
///
/// @param conflicts reconciles that lost to another writer, or met a busy server or a member that
///   is known not to answer, and go again
/// @param failures reconciles that failed otherwise
/// @param busy sum of the times of all reconciles
public record ControllerMetrics(
    long reconciles, long conflicts, long failures, Duration busy, QueueMetrics queue) {}
