package io.ubernetes.bench.report;

import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The measurements of one command, printed as they come and written as JSON at the end. Not
/// thread-safe: the command's thread owns it.
public final class Report {
  private static final String FORMAT = "%-18s %-30s %10s %8s %9s %9s %6s  %s%n";

  private final PrintWriter out;
  private final List<Measurement> measurements = new ArrayList<>();
  private boolean headed;

  public Report(PrintWriter out) {
    this.out = out;
  }

  public void add(Measurement measurement) {
    measurements.add(measurement);
    if (!headed) {
      headed = true;
      out.printf(
          FORMAT,
          "TARGET",
          "MEASURED",
          "PER SECOND",
          "MB/S",
          "P50 MS",
          "P99 MS",
          "FAILED",
          "CPU OF EACH OPERATION, MEMORY");
    }
    out.printf(
        FORMAT,
        measurement.target(),
        measurement.what(),
        number(measurement.perSecond()),
        measurement.bytes() == 0 ? "" : number(measurement.megabytesPerSecond()),
        number(measurement.latency().p50()),
        number(measurement.latency().p99()),
        measurement.failures() == 0 ? "" : Long.toString(measurement.failures()),
        costs(measurement));
    out.flush();
  }

  /// Prints a line between measurements.
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  public List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  public void write(Path file) throws IOException {
    ObjectNode root = Json.object();
    root.put("time", Instant.now().toString());
    root.put("processors", Runtime.getRuntime().availableProcessors());
    ArrayNode list = root.putArray("measurements");
    measurements.forEach(measurement -> list.add(json(measurement)));
    Files.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  private static ObjectNode json(Measurement measurement) {
    ObjectNode node = Json.object();
    node.put("target", measurement.target());
    node.put("measured", measurement.what());
    node.put("unit", measurement.unit());
    node.put("operations", measurement.operations());
    node.put("failures", measurement.failures());
    node.put("seconds", measurement.seconds());
    node.put("perSecond", measurement.perSecond());
    node.put("bytes", measurement.bytes());
    if (!measurement.latency().equals(Latency.NONE)) {
      node.put("p50Millis", measurement.latency().p50());
      node.put("p99Millis", measurement.latency().p99());
      node.put("maxMillis", measurement.latency().max());
    }
    node.put("loadAverage", measurement.loadAverage());
    node.put("note", measurement.note());
    ArrayNode processes = node.putArray("processes");
    for (ProcessCost process : measurement.processes()) {
      processes
          .addObject()
          .put("name", process.name())
          .put("cpuSeconds", process.cpuSeconds())
          .put("cpuMillisPerOperation", measurement.cpuMillisPerOperation(process))
          .put("residentBytes", process.residentBytes());
    }
    return node;
  }

  private static String costs(Measurement measurement) {
    String costs =
        measurement.processes().stream()
            .map(process ->
                "%s %s ms %d MB"
                    .formatted(
                        process.name(),
                        number(measurement.cpuMillisPerOperation(process)),
                        process.residentBytes() >> 20))
            .collect(Collectors.joining(", "));
    String load = String.format(Locale.ROOT, "; load %.1f", measurement.loadAverage());
    return costs + load + (measurement.note().isEmpty() ? "" : "; " + measurement.note());
  }

  /// Three digits are what such a measurement is worth.
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
  }
}
