package io.ubernetes.cli.demo;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// Shows a ReplicaSet as it is now, each time it is asked to: on a terminal as a table in place of
/// the one before, elsewhere as a line when something has changed. For one thread.
public final class Show {

  private static final String CLEAR_LINE = "\u001b[2K";

  private final PrintStream out;
  private final Surface surface;
  private final ApiClient federationClient;
  private final NamespacedName replicaSet;
  private String shown = "";
  private int linesShown;

  /// What is written on.
  public enum Surface {
    TERMINAL,
    PLAIN
  }

  public Show(
      PrintStream out, Surface surface, ApiClient federationClient, NamespacedName replicaSet) {
    this.out = out;
    this.surface = surface;
    this.federationClient = federationClient;
    this.replicaSet = replicaSet;
  }

  /// @return whether every replica is ready
  public boolean refresh() {
    Optional<Snapshot> snapshot = Snapshot.read(federationClient, replicaSet);
    switch (surface) {
      case TERMINAL -> draw(snapshot.map(Table::lines).orElseGet(() -> List.of(absent())));
      case PLAIN -> print(snapshot.map(Table::line).orElseGet(this::absent));
    }
    return snapshot.filter(Snapshot::isComplete).isPresent();
  }

  private String absent() {
    return "rs/" + replicaSet.name() + ": deleted";
  }

  private void print(String line) {
    if (!line.equals(shown)) {
      out.println(line);
      shown = line;
    }
  }

  private void draw(List<String> lines) {
    StringBuilder frame = new StringBuilder();
    if (linesShown > 0) {
      frame.append("\u001b[" + linesShown + "A");
    }
    int height = Math.max(lines.size(), linesShown);
    for (int i = 0; i < height; i++) {
      frame.append(CLEAR_LINE).append(i < lines.size() ? lines.get(i) : "").append('\n');
    }
    linesShown = height;
    out.print(frame);
    out.flush();
  }
}
