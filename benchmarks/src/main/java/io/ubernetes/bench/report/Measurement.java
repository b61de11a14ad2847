package io.ubernetes.bench.report;

import java.util.List;

/// One line of a report: what was done to whom, how often and how fast, and what it cost.
///
/// @param target who was measured
/// @param what was measured
/// @param unit of one operation
/// @param operations that succeeded within `seconds`
/// @param failures operations that did not
/// @param bytes received, or 0 where they do not matter
/// @param loadAverage of the machine during the last minute, at the end
/// @param note what else is to be known, or the empty string
public record Measurement(
    String target,
    String what,
    String unit,
    long operations,
    long failures,
    double seconds,
    Latency latency,
    long bytes,
    List<ProcessCost> processes,
    double loadAverage,
    String note) {

  public Measurement {
    processes = List.copyOf(processes);
  }

  public double perSecond() {
    return seconds <= 0 ? 0 : operations / seconds;
  }

  public double megabytesPerSecond() {
    return seconds <= 0 ? 0 : bytes / 1e6 / seconds;
  }

  public double cpuMillisPerOperation(ProcessCost process) {
    return operations == 0 ? 0 : process.cpuSeconds() * 1000 / operations;
  }

  public Measurement withNote(String newNote) {
    return new Measurement(
        target,
        what,
        unit,
        operations,
        failures,
        seconds,
        latency,
        bytes,
        processes,
        loadAverage,
        newNote);
  }
}
