package io.ubernetes.bench;

import io.ubernetes.bench.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says where the figures go besides the table.
final class Output {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private @Nullable Path json;

  /// A report that is printed as it grows.
  static Report report() {
    return new Report(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  void write(Report report) throws IOException {
    if (json != null) {
      report.write(json);
    }
  }
}
