package io.ubernetes.bench.soak;

import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.report.Latency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// How a server was in one interval. What a server does not tell is 0.
///
/// @param latency of the requests of the interval
/// @param residentBytes memory of the process
/// @param heapBytes in use when it was least, so shortly after a collection of garbage; what a
///   virtual machine has taken for its heap grows to its limit however little is in use
/// @param otherBytes in use beside the heap: buffers, classes, compiled code
/// @param openFiles files and sockets
record Sample(
    Latency latency, double residentBytes, double heapBytes, double otherBytes, double openFiles) {

  static Sample take(LoadClient client) throws IOException {
    String metrics = client.get("/metrics").body().toString(StandardCharsets.UTF_8);
    return new Sample(
        Latency.NONE,
        sum(metrics, "process_resident_memory_bytes"),
        sum(metrics, "jvm_memory_used_bytes{area=\"heap\"")
            + sum(metrics, "go_memstats_heap_inuse_bytes"),
        sum(metrics, "jvm_memory_used_bytes{area=\"nonheap\"")
            + sum(metrics, "jvm_buffer_memory_used_bytes"),
        sum(metrics, "process_open_fds"));
  }

  /// This after an earlier one of the same interval.
  Sample after(Sample earlier) {
    return new Sample(
        latency, residentBytes, Math.min(heapBytes, earlier.heapBytes), otherBytes, openFiles);
  }

  Sample with(Latency measured) {
    return new Sample(measured, residentBytes, heapBytes, otherBytes, openFiles);
  }

  private static double sum(String metrics, String prefix) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
