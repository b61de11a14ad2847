package io.ubernetes.bench.report;

/// What one process spent during a measurement.
///
/// @param name of the process's part, as `apiserver`
/// @param cpuSeconds of user and system time, of all its threads
/// @param residentBytes of memory, at the end of the measurement
public record ProcessCost(String name, double cpuSeconds, long residentBytes) {}
