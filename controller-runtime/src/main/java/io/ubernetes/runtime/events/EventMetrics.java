package io.ubernetes.runtime.events;

/// What became of the events since the start.
///
/// @param recorded handed to the recorder
/// @param written requests that created or updated an Event
/// @param dropped given up because too many waited
/// @param limited given up because one object had too many
/// @param failed refused by the server, or not answered
public record EventMetrics(long recorded, long written, long dropped, long limited, long failed) {}
