package io.ubernetes.bench.size;

import io.ubernetes.bench.load.LoadClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What a server holds after its garbage was collected, in bytes.
///
/// @param heap objects that are in use
/// @param direct buffers outside of the heap
/// @param resident of the whole process, with what the heap has taken and not given back
record Memory(double heap, double direct, double resident) {
  /// The first collection lets go of what only references keep that the second finds cleared.
  private static final int COLLECTIONS = 2;

  private static final int COLLECTION_SECONDS = 60;

  /// @param pid of the server, a Java virtual machine of this machine and user
  static Memory measure(LoadClient client, long pid) throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      collectGarbage(pid);
    }
    String metrics = client.get("/metrics").body().toString(StandardCharsets.UTF_8);
    return new Memory(
        sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
        sum(metrics, "jvm_buffer_memory_used_bytes"),
        sum(metrics, "process_resident_memory_bytes"));
  }

  private static void collectGarbage(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      boolean ended = process.waitFor(COLLECTION_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new IOException("the server's garbage cannot be collected with " + jcmd);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static double sum(String metrics, String prefix) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// What has come on top of an earlier measurement, for each of so many.
  String growth(Memory before, long count, String each) {
    return String.format(
        Locale.ROOT,
        "%.2f KB of heap, %.2f KB of direct buffers and %.2f KB of resident memory for each %s",
        (heap - before.heap) / 1e3 / count,
        (direct - before.direct) / 1e3 / count,
        (resident - before.resident) / 1e3 / count,
        each);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "heap %.0f MB, direct buffers %.0f MB, resident %.0f MB",
        heap / 1e6,
        direct / 1e6,
        resident / 1e6);
  }
}
