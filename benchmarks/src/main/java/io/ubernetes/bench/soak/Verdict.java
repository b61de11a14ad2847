package io.ubernetes.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Whether a server was at the end as it was at the beginning. The first interval is left out: a
/// virtual machine compiles, and caches fill. A pure function.
final class Verdict {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  private Verdict() {}

  /// @return what has grown, a sentence each; nothing when all is flat
  static List<String> of(List<Sample> samples, long failures) {
    List<String> grown = new ArrayList<>();
    if (failures > 0) {
      grown.add(failures + " requests failed");
    }
    int part = (samples.size() - 1) / 3;
    if (part == 0) {
      return grown;
    }
    List<Sample> early = samples.subList(1, 1 + part);
    List<Sample> late = samples.subList(samples.size() - part, samples.size());
    compare(grown, "heap (MB)", early, late, BYTES_PER_MEGABYTE, 32, Sample::heapBytes);
    compare(grown, "other memory (MB)", early, late, BYTES_PER_MEGABYTE, 32, Sample::otherBytes);
    if (early.getFirst().heapBytes() == 0) { // it tells nothing better
      compare(grown, "memory (MB)", early, late, BYTES_PER_MEGABYTE, 64, Sample::residentBytes);
    }
    compare(grown, "open files", early, late, 1, 20, Sample::openFiles);
    compare(grown, "p99 (ms)", early, late, 1, 25, sample -> sample.latency().p99());
    return grown;
  }

  /// The smallest of each part is compared: what garbage or a busy machine adds comes and goes,
  /// what leaks stays.
  private static void compare(
      List<String> grown,
      String what,
      List<Sample> early,
      List<Sample> late,
      double unit,
      double slack,
      ToDoubleFunction<Sample> value) {
    double before = early.stream().mapToDouble(value).min().orElse(0) / unit;
    double after = late.stream().mapToDouble(value).min().orElse(0) / unit;
    if (after > before * 1.15 + slack) {
      grown.add("%s grew from %.0f to %.0f".formatted(what, before, after));
    }
  }
}
