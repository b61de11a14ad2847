package io.ubernetes.cli.demo;

import java.util.ArrayList;
import java.util.List;

/// A snapshot as text.
final class Table {

  private static final String ROW = "  %-10s %-8s %-9s %5s %9s %9s %6s";

  private Table() {}

  static List<String> lines(Snapshot snapshot) {
    List<String> lines = new ArrayList<>();
    lines.add(ROW.formatted("MEMBER", "REGION", "STATE", "NODES", "FREE CPU", "REPLICAS", "READY"));
    for (Snapshot.Row row : snapshot.rows()) {
      lines.add(
          ROW.formatted(
              row.member(),
              row.region(),
              row.state(),
              row.nodes(),
              row.freeCpu(),
              row.placed(),
              row.ready()));
    }
    int placed = snapshot.rows().stream().mapToInt(Snapshot.Row::placed).sum();
    lines.add(
        ROW.formatted(
            "rs/" + snapshot.name(),
            "",
            "",
            "",
            "",
            placed + "/" + snapshot.wanted(),
            snapshot.ready()));
    return lines;
  }

  /// The same in one line, for what is no terminal.
  static String line(Snapshot snapshot) {
    StringBuilder line = new StringBuilder();
    line.append("rs/").append(snapshot.name()).append(": ");
    for (Snapshot.Row row : snapshot.rows()) {
      line.append(row.member()).append(' ').append(row.ready()).append('/').append(row.placed());
      line.append(", ");
    }
    return line.append("ready ")
        .append(snapshot.ready())
        .append(" of ")
        .append(snapshot.wanted())
        .toString();
  }
}
