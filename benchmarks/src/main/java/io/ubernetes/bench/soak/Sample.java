package io.ubernetes.bench.soak;

import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.report.Latency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// How a server was at the end of one interval.
///
/// @param latency of the requests of the interval
/// @param residentBytes memory of the process, as it tells itself; 0 where it does not
/// @param heapBytes in use, garbage included
/// @param openFiles files and sockets
record Sample(Latency latency, double residentBytes, double heapBytes, double openFiles) {

  static Sample take(LoadClient client, Latency latency) throws IOException {
    String metrics = client.get("/metrics").body().toString(StandardCharsets.UTF_8);
    return new Sample(
        latency,
        sum(metrics, "process_resident_memory_bytes"),
        sum(metrics, "jvm_memory_used_bytes{area=\"heap\"")
            + sum(metrics, "go_memstats_heap_inuse_bytes"),
        sum(metrics, "process_open_fds"));
  }

  private static double sum(String metrics, String prefix) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
